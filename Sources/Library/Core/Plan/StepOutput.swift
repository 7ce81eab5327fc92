/// What a step of the network computed, while it is in the arena.
package struct StepOutput {
    /// The layers that ran as one; the numbers are the last one's output, [height][width][channels].
    package let layers: [Layer]
    package let start: UnsafeRawPointer
    package let count: Int
    /// Whether they are bytes, in a quantised model; else floats.
    package let isBytes: Bool
}

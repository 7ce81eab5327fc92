import CPanSECB

/// The reason for a failure: a status of the C interface and a sentence for people. Failures are values; the core never
/// traps.
public struct Failure: Error {
    public let status: pansecb_status
    public let text: Message

    public init(_ status: pansecb_status, _ text: Message) {
        self.status = status
        self.text = text
    }
}

import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, make and convert data sets in the layout of Cityscapes.",
        subcommands: [DatasetCheck.self, DatasetSynth.self, DatasetPanoptic.self])
}

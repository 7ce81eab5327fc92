import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check and make data sets in the layout of Cityscapes.", subcommands: [DatasetCheck.self, DatasetSynth.self])
}

import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work on data sets in the layout of Cityscapes.", subcommands: [DatasetCheck.self])
}

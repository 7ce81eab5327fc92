import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset", abstract: "Make datasets in the layout of Cityscapes.", subcommands: [DatasetSynth.self])
}

import ArgumentParser

struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, import, make and convert data sets in the layout of Cityscapes.",
        subcommands: [DatasetCheck.self, DatasetImport.self, DatasetSynth.self, DatasetPanoptic.self])
}

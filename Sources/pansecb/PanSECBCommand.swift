import ArgumentParser

@main
struct PanSECBCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pansecb",
        abstract: "Panoptic segmentation of camera images on a CPU.",
        discussion: """
            EXAMPLES
              pansecb convert checkpoint.pth --output model.pansecb --half
              pansecb info model.pansecb
              pansecb run --model model.pansecb photo.jpg --output results
              pansecb forward --model model.pansecb photo.jpg --output raw.safetensors

            EXIT CODES
              0 success; 1 something failed, the text says what; 64 the command line is wrong.
            """,
        version: "1.0.0",
        subcommands: [Run.self, Info.self, Convert.self, Forward.self])
}

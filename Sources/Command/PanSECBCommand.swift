import ArgumentParser
import CPanSECB
import Foundation

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
              ffmpeg -i drive.mp4 -f mjpeg -q:v 2 - | pansecb run --model model.pansecb - --output frames
              pansecb forward --model model.pansecb photo.jpg --output raw.safetensors
              pansecb bench --model model.pansecb --size 1024x2048
              pansecb eval --model model.pansecb --data camvid --split val
              pansecb dataset panoptic cityscapes --split val
              pansecb pq --ground-truth gtFine/cityscapes_panoptic_val.json \
            --prediction results/cityscapes_panoptic_val.json
              pansecb train Examples/training/camvid.yaml --set data=camvid
              pansecb export runs/camvid/best.safetensors --output weights.safetensors
              pansecb dataset synth --output streets --train 500 --val 50
              pansecb dataset check cityscapes --split train
              pansecb crops cityscapes --size 512

            EXIT CODES
            \(ExitStatus.table)
            """,
        version: "\(PANSECB_VERSION_MAJOR).\(PANSECB_VERSION_MINOR).\(PANSECB_VERSION_PATCH)",
        subcommands: [
            Run.self, Info.self, Convert.self, Forward.self, Bench.self, Eval.self, PQ.self, Dataset.self, Crops.self,
            Train.self,
            Export.self,
        ])

    static func main() {
        // A file that grows too large is an error like a full disk, not the end of the program.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard let status = ExitStatus(of: error) else { exit(withError: error) }
            // A reader that stops early, as head does, is no failure to talk about.
            if status != .outputClosed { Report.error(error) }
            Foundation.exit(status.rawValue)
        }
    }
}

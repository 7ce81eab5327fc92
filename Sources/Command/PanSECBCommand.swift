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
              pansecb export model.pansecb --output model.onnx
              pansecb export runs/camvid/best.safetensors --output weights.safetensors
              pansecb dataset synth --output streets --train 500 --val 50
              pansecb dataset check cityscapes --split train
              pansecb crops cityscapes --size 512

            EXIT CODES
            \(ExitStatus.table)
            Where standard output is lost, the work is done all the same, and a success ends with \
            \(ExitStatus.cannotWrite.rawValue); any other \
            code stays. Lost progress and remarks on standard error change nothing.
            """,
        version: "\(PANSECB_VERSION_MAJOR).\(PANSECB_VERSION_MINOR).\(PANSECB_VERSION_PATCH)",
        subcommands: [
            Run.self, Info.self, Convert.self, Quantize.self, Forward.self, Bench.self, Eval.self, PQ.self,
            Dataset.self, Crops.self,
            Train.self,
            Export.self,
        ])

    static func main() {
        StandardStreams.prepare()
        StandardStreams.exit(code())
    }

    /// Does what the command line says.
    private static func code() -> Int32 {
        do {
            var command = try parseAsRoot()
            try command.run()
            CommonWork.finish()
            return 0
        } catch {
            if let status = ExitStatus(of: error) {
                if !ExitStatus.isQuiet(error) { StandardStreams.error(error) }
                return status.rawValue
            }
            // Help, or what is wrong with the command line.
            let code = exitCode(for: error), text = fullMessage(for: error)
            if !text.isEmpty {
                if code == .success { StandardStreams.print(text) } else { StandardStreams.failure(text) }
            }
            return code.rawValue
        }
    }
}

import Foundation
import PanSECB
import Testing

@testable import Training

@Suite struct ConfigurationTests {
    private func parse(_ text: String, _ changes: String...) throws -> TrainingConfiguration {
        try ConfigurationFile.parse(text, folder: "/some/where", changes: changes)
    }

    private func problem(_ text: String, _ changes: String...) -> String {
        do {
            _ = try ConfigurationFile.parse(text, folder: "/some/where", changes: changes)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func yamlAndJSONAreTheSame() throws {
        let yaml = try parse(
            "epochs: 7\ncrop: 64x128\naugmentation: {flip: 0.25}\ntrain: [train, {split: crops_26, samples: 375}]\n"
                + "best: miou"
        )
        let json = try parse(
            #"{"epochs": 7, "crop": [64, 128], "augmentation": {"flip": 0.25}, "#
                + #""train": [{"split": "train"}, {"split": "crops_26", "samples": 375}], "best": "miou"}"#
        )
        #expect(yaml == json)
        #expect(
            yaml.epochs == 7 && yaml.crop == [64, 128] && yaml.augmentation.flip == 0.25
                && yaml.batch == TrainingConfiguration().batch)
        #expect(yaml.train == [.init(split: "train"), .init(split: "crops_26", samples: 375)])
    }

    @Test func changesWin() throws {
        let c = try parse(
            "epochs: 7\naugmentation: {flip: 0.25, colour: 0.1}", "epochs=9", "augmentation.flip=1",
            "learning_rate=1e-4", "validation.pq=true")
        #expect(
            c.epochs == 9 && c.augmentation.flip == 1 && c.augmentation.colour == 0.1 && c.learningRate == 1e-4
                && c.validation.pq)
    }

    @Test func pathsAreThoseOfTheirPlace() throws {
        let here = FileManager.default.currentDirectoryPath
        let c = try parse("data: set\nclasses: b.json\noutput: /runs", "start=x.pth")
        #expect(
            c.data == here + "/set" && c.classes == "/some/where/b.json" && c.output == "/runs"
                && c.start == here + "/x.pth")
        #expect(try parse("", "classes=b.json").classes == here + "/b.json")
    }

    @Test func textReadsBack() throws {
        var c = try parse("epochs: 7\nloss: {weights: cityscapes-fine}\nbest: gaussian_iou")
        (c.data, c.output) = ("/data", "/run")
        #expect(try parse(ConfigurationFile.text(c)) == c)
    }

    @Test func onlyTextsNameSettings() {
        for text in ["[a]: 1", "? {b: c}", "{{}: 1}", "loss: {[]: 1}"] {
            #expect(problem(text).contains("the name of a setting must be a text"), "\(text)")
        }
    }

    @Test func whatMakesMuchOfLittleIsRefused() {
        for text in [
            "data: &a x", "a: &a [x]\nb: *a", "a: &a {b: 1}\nc: {<<: *a}", "&a epochs: 3", "train: [&a x, *a]",
        ] {
            #expect(
                problem(text).contains("anchors and aliases") || problem(text).contains("must be a text"), "\(text)")
        }
        #expect(problem("train: [{split: a, samples: 4000001}]").contains("samples of a split"))
        #expect(problem("train: [{samples: 4000000}, {samples: 1}]").contains("together"))
        #expect(problem("train: [\([String](repeating: "x", count: 65).joined(separator: ", "))]").contains("1 to 64"))
    }

    @Test func onlyTextsAndNumbersAreValues() {
        for value in [".nan", "-.inf", "1e999", "2001-01-01", "!!binary aGk="] {
            #expect(problem("warmup: \(value)").contains("warmup") == false, "\(value)")
            #expect(problem("warmup: \(value)").contains("number"), "\(value)")
        }
    }

    /// A problem quotes the file, but sends none of its control characters to a terminal, and no endless lines.
    @Test func quotesAreClean() {
        let texts = [
            problem("epochs: 3 \u{1B}]0;title\u{07}"), problem("epochs: [" + String(repeating: "x", count: 100_000)),
            problem("\"a\\eb\": 3"), problem("best: \"\\e[2J\""),
        ]
        for text in texts {
            #expect(!text.isEmpty && text.utf8.count < 2000)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 }, "\(text.debugDescription)")
        }
    }

    @Test func mistakesAreNamed() {
        #expect(problem("epoch: 7").contains("there is no setting epoch"))
        #expect(problem("augmentation: {flop: 1}").contains("augmentation.flop"))
        #expect(problem("epochs: many").contains("epochs"))
        #expect(problem("crop: 30x64").contains("multiples of 8"))
        #expect(problem("best: luck").contains("best"))
        #expect(problem("epochs: [1").contains("neither JSON nor YAML"))
        #expect(problem("- 1").contains("not a list of settings"))
        #expect(problem("", "epochs").contains("key=value"))
        #expect(problem("augmentation: 3").contains("is a section"))
        #expect(problem("best: pq").contains("validation.pq"))
    }

    @Test func networks() throws {
        #expect(try parse("").network == .init())
        #expect(try parse("").network.architecture == .panSECB && parse("").best == .gaussianIoU)
        let c = try parse("network: {architecture: erfnet, width: 0.5}\noutput: /run")
        #expect(c.network.architecture == .erfNet && c.network.width == 0.5 && c.best == .miou)
        #expect(try parse(ConfigurationFile.text(c)) == c)
        for kind in ArchitectureKind.allCases {
            let c = try parse("network: {architecture: \(kind.slug)}", "network.width=1")
            #expect(c.network.architecture == kind && c.network.width == 1)
            #expect(c.network.text == kind.name)
        }
        #expect(Set(ArchitectureKind.allCases.map(\.slug)) == ["pan-secb", "branched-erfnet", "erfnet"])
        #expect(try parse("network: {architecture: branched-erfnet}\nvalidation: {pq: true}\nbest: pq").best == .pq)

        #expect(problem("network: {architecture: resnet}").contains("there are pan-secb, branched-erfnet, erfnet"))
        #expect(problem("network: {architecture: 3}").contains("network.architecture"))
        for width in ["0", "2", "0.3", "-1", "1e9"] {
            #expect(problem("network: {width: \(width)}").contains("network.width must be 0.25, 0.5, 0.75, 1"))
        }
        #expect(problem("network: {depth: 3}").contains("network.depth"))
        #expect(problem("network: erfnet").contains("network is a section: architecture, width"))
        let erfnet = "network: {architecture: erfnet}\n"
        #expect(problem(erfnet + "best: gaussian_iou").contains("no gaussian_iou of ERFNet; there is miou"))
        #expect(problem(erfnet + "validation: {pq: true}").contains("ERFNet finds no objects"))
        #expect(problem("network: {architecture: branched-erfnet}\nbest: miou").contains("no miou of BranchedERFNet"))
    }

    /// Checkpoints of before there was a choice of networks lack the section.
    @Test func withoutANetwork() throws {
        var c = try parse("epochs: 7\nbest: miou")
        let text = String(decoding: try JSONEncoder().encode(c), as: UTF8.self)
        var settings = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(settings.removeValue(forKey: "network") != nil)
        let old = try JSONSerialization.data(withJSONObject: settings)
        #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: old) == c)
        c.network.width = 0.5
        #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: JSONEncoder().encode(c)) == c)
    }

    /// Every configuration of the examples can be read.
    @Test func examples() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Examples/training"
        ).path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 4)
        for file in files { _ = try ConfigurationFile.read("\(folder)/\(file)") }
    }
}

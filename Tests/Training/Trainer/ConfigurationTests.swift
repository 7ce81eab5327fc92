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
        #expect(
            problem("train: [{split: a, samples: 4000001}]").contains(
                "train: samples must be a whole number from 0 to 4000000"))
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

        #expect(problem("network: {architecture: resnet}").contains("must be pan-secb, branched-erfnet or erfnet, not"))
        #expect(problem("network: {architecture: 3}").contains("network.architecture"))
        for width in ["0", "2", "0.3", "-1", "1e9"] {
            #expect(problem("network: {width: \(width)}").contains("network.width must be 0.25, 0.5, 0.75 or 1"))
        }
        #expect(problem("network: {depth: 3}").contains("network.depth"))
        #expect(problem("network: erfnet").contains("network is a section: architecture, sigmas, width"))
        let erfnet = "network: {architecture: erfnet}\n"
        #expect(problem(erfnet + "best: gaussian_iou").contains("no gaussian_iou of ERFNet; there is miou"))
        #expect(problem(erfnet + "validation: {pq: true}").contains("ERFNet finds no objects"))
        #expect(problem("network: {architecture: branched-erfnet}\nbest: miou").contains("no miou of BranchedERFNet"))
    }

    /// Each setting has a rule, and no rule is of none.
    @Test func everySettingHasARule() throws {
        var c = TrainingConfiguration()
        c.train = []
        let all = try #require(
            JSONSerialization.jsonObject(with: Data(ConfigurationFile.text(c).utf8)) as? [String: Any])
        let names = all.flatMap { key, value in
            (value as? [String: Any]).map { $0.keys.map { "\(key).\($0)" } } ?? [key]
        }
        #expect(Set(names) == Set(SettingRule.all.keys) && names.count > 35)
        let source = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(TrainingConfiguration.Source())) as? [String: Any])
        #expect(Set(source.keys) == Set(SettingRule.source.keys))
    }

    /// A value that is none is named as the file names it, with what it may be.
    @Test(arguments: [
        ("epochs: 1.5", "epochs must be a whole number from 1 to 100000, not 1.5"),
        ("epochs: 0", "epochs must be a whole number from 1 to 100000, not 0"),
        ("seed: -1", "seed must be a whole number from 0 to 18446744073709551615, not -1"),
        ("batch: true", "batch must be a whole number from 1 to 256, not true"),
        ("crop: 128", "crop must be HEIGHTxWIDTH, multiples of 8 from 16 to 4096, not 128"),
        ("crop: 128x128x128", "crop must be HEIGHTxWIDTH"), ("crop: [128, 130]", "crop must be HEIGHTxWIDTH"),
        ("crop: axb", "not \"axb\""),
        ("train: val", "train must be a list of 1 to 64 splits, as in [train], not \"val\""), ("train: []", "not []"),
        ("train: [3]", "train must be a list"),
        ("train: [{splt: a}]", "train: there is no setting splt of a split. There are: labels, samples, split"),
        ("train: [{split: a, weight: 3}]", "no setting weight of a split"),
        ("train: [{samples: many}]", "train: samples must be a whole number from 0 to 4000000, not \"many\""),
        ("train: [{labels: 1}]", "train: labels must be true or false, not 1"),
        ("augmentation: {scale: 1}", "augmentation.scale must be [smallest, largest] in 0.05 to 10, not 1"),
        ("augmentation: {scale: [2, 1]}", "not [2, 1]"),
        ("augmentation: {on_object: 2}", "augmentation.on_object must be a number from 0 to 1, not 2"),
        ("learning_rate: fast", "learning_rate must be a number above 0 and below 1, not \"fast\""),
        ("learning_rate: 10", "learning_rate must be"), ("learning_rate: 0", "learning_rate must be"),
        ("best: PQ", "best must be gaussian_iou, miou or pq, not \"PQ\""),
        ("schedule: cosine", "schedule must be epoch or step, not \"cosine\""),
        ("loss: {weights: foo}", "loss.weights must be measured, cityscapes-crops or cityscapes-fine, not \"foo\""),
        ("loss: {balance: 1}", "loss.balance must be a number above 1 and at most 1000, not 1"),
        ("loss: {balance: -1}", "loss.balance must be"), ("loss: {variance: -10}", "loss.variance must be"),
        ("loss: {lovasz: -1}", "loss.lovasz must be"), ("loss: {seed: -1}", "loss.seed must be"),
        ("loss: {semantic_lovasz: -1}", "loss.semantic_lovasz must be"), ("loss: {teacher: 2}", "loss.teacher must be"),
        ("loss: {seeds_on_void: 0}", "loss.seeds_on_void must be true or false, not 0"),
        ("network: {sigmas: 3}", "network.sigmas must be a whole number from 1 to 2, not 3"),
        ("dropout: perhaps", "dropout must be true or false, not \"perhaps\""),
        ("output: 2024", "output must be a text (a number in quotes is one), not 2024"),
        ("data:", "data must be a text (a number in quotes is one), not nothing"),
        ("validation: {every: -1}", "validation.every must be a whole number"),
        ("patience: 9223372036854775807", "patience must be a whole number"),
        ("warmup: 200", "warmup must be a number from 0 to the number of epochs, 100"),
    ]) func valuesAreChecked(text: String, expected: String) {
        let problem = problem(text)
        #expect(problem.contains(expected), "\(problem)")
        // Nothing of Swift's own words.
        for word in ["Array<", "Double", "UInt", "Cannot initialize", "not valid JSON", "Any"] {
            #expect(!problem.contains(word), "\(problem)")
        }
    }

    @Test func mistakesNameTheirPlace() {
        func problem(_ text: String, _ changes: String...) -> String {
            do {
                _ = try ConfigurationFile.parse(text, name: "my.yaml", folder: "/", changes: changes)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(problem("epochs: 0", "batch=2").hasPrefix("my.yaml: epochs must be"))
        #expect(problem("epochs: 2", "batch=0").hasPrefix("--set batch=0: batch must be"))
        #expect(problem("", "loss.balanc=2").hasPrefix("--set loss.balanc=2: there is no setting loss.balanc"))
        #expect(problem("", "epochs").hasPrefix("--set epochs: there is no key=value"))
        #expect(problem("", "train=[").hasPrefix("--set train=[: it is neither JSON nor YAML"))
        #expect(problem("best: pq").hasPrefix("my.yaml: best: pq needs"))
        #expect(problem("", "best=pq").hasPrefix("my.yaml with --set: best: pq needs"))
    }

    @Test func sigmas() throws {
        #expect(try parse("").network.sigmas == 1)
        let c = try parse("network: {sigmas: 2}\noutput: /run")
        #expect(c.network.sigmas == 2 && c.network.text == "Pan-SECB with 2 sigmas")
        #expect(try parse(ConfigurationFile.text(c)) == c)
        #expect(c.network.architecture(semanticChannels: 13, things: 8).sigmas == 2)
        #expect(
            problem("network: {architecture: erfnet, sigmas: 2}").contains("network.sigmas: ERFNet finds no objects"))
        let erfnet = try parse("network: {architecture: erfnet}").network
        #expect(TrainingConfiguration.Network(erfnet.architecture(semanticChannels: 20, things: 0)) == erfnet)
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

import CPanSECB
import CShims

/// Merges winning channels and objects into the maps that the caller asked for, and measures every segment meanwhile.
/// It works on runs of equal pixels.
struct PanopticMap {
    let model: Model
    let width: Int, height: Int
    /// Winning semantic channel of each pixel; nil for models without semantic classes.
    let winners: UnsafePointer<UInt8>?
    /// Object number, `Clustering.untouched` or `.unclaimed` of each pixel; nil for models without objects.
    let objects: UnsafePointer<UInt16>?
    /// For the confidence of objects.
    let outputs: InstanceOutputs?
    /// Memory for the pixel numbers of a row.
    let row: UnsafeMutablePointer<UInt32>

    func write(_ table: ObjectTable, _ result: pansecb_result) {
        for y in 0..<height {
            var x = 0
            while x < width {
                let end = runEnd(y, x)
                let pixel = y * width + x
                let object = objects.map { $0[pixel] } ?? Clustering.untouched
                switch object {
                case Clustering.unclaimed:
                    fill(result, row: y, x..<end, classIndex: Model.noClass, instance: 0, panoptic: 0)
                case Clustering.untouched: writeStuff(table, result, row: y, x..<end)
                default: writeObject(table, result, row: y, x..<end, number: object)
                }
                x = end
            }
        }
    }

    private func runEnd(_ y: Int, _ start: Int) -> Int {
        let row = y * width
        let object = objects.map { $0[row + start] }, winner = winners.map { $0[row + start] }
        var x = start + 1
        if let objects, let winners {
            while x < width, objects[row + x] == object, winners[row + x] == winner { x += 1 }
        } else if let objects {
            while x < width, objects[row + x] == object { x += 1 }
        } else if let winners {
            while x < width, winners[row + x] == winner { x += 1 }
        }
        return x
    }

    private func writeStuff(_ table: ObjectTable, _ result: pansecb_result, row y: Int, _ run: Range<Int>) {
        let classIndex = winners.map { model.classOfChannel[Int($0[y * width + run.lowerBound])] } ?? Model.noClass
        var label: UInt32 = 0
        if classIndex != Model.noClass {
            label = UInt32(truncatingIfNeeded: model.classes[Int(classIndex)].labelID)
            table.stuff[Int(classIndex)].add(row: y, run.lowerBound, run.upperBound)
        }
        fill(result, row: y, run, classIndex: classIndex, instance: 0, panoptic: label)
    }

    private func writeObject(
        _ table: ObjectTable, _ result: pansecb_result, row y: Int, _ run: Range<Int>, number: UInt16
    ) {
        let object = table.objects + Int(number - 1)
        object.pointee.extent.add(row: y, run.lowerBound, run.upperBound)
        fill(
            result, row: y, run, classIndex: object.pointee.classIndex, instance: UInt32(number),
            panoptic: object.pointee.id)
        guard let map = result.confidence_map, let outputs else { return }
        let x = run.lowerBound, confidence = map + y * result.confidence_stride + x, thing = object.pointee.thing
        var m = pansecb_map(input: UnsafePointer(confidence), output: confidence, count: run.count)
        switch outputs {
        case .maps(let maps): m.input = maps + (model.architecture.firstSeed + thing) * width * height + y * width + x
        case .heads(let heads):
            for i in run { row[i - x] = UInt32(truncatingIfNeeded: y * width + i) }
            heads.sampleSeeds(thing, row, run.count, confidence)
        }
        model.kernels.sigmoid(&m)
    }

    private func fill(
        _ result: pansecb_result, row y: Int, _ run: Range<Int>, classIndex: UInt8, instance: UInt32, panoptic: UInt32
    ) {
        if let map = result.class_map {
            (map + y * result.class_stride + run.lowerBound).update(repeating: classIndex, count: run.count)
        }
        if let map = result.instance_map {
            (map + y * result.instance_stride + run.lowerBound).update(repeating: instance, count: run.count)
        }
        if let map = result.panoptic_map {
            (map + y * result.panoptic_stride + run.lowerBound).update(repeating: panoptic, count: run.count)
        }
        if winners == nil, let map = result.confidence_map {
            (map + y * result.confidence_stride + run.lowerBound).update(repeating: 0, count: run.count)
        }
    }
}

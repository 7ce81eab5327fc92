import CPanSECB
import CShims

/// The second half of `PANSECB_MERGE_COMPLETE`. Pixels that the semantic decoder calls "some thing" and that no object
/// took form connected regions. A region that touches objects joins the one with the longest common border. Any other
/// region of more than the minimum of pixels becomes an object of the class whose seeds are highest in it. The rest
/// stays unlabelled.
struct Completion {
    let model: Model
    let kernels: pansecb_kernels
    let minPixels: Int
    let width: Int, height: Int
    let winners: UnsafePointer<UInt8>
    let outputs: InstanceOutputs
    /// Object of each pixel, as clustering left it.
    let map: UnsafeMutablePointer<UInt16>
    /// Memory for a number and a value per pixel; clustering no longer needs it.
    let pixels: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>

    /// Value in the map: the pixel belongs to the current region.
    private static let pending = UInt16.max - 1

    func run(_ table: inout ObjectTable) {
        guard let channel = model.thingsChannel.map({ UInt8(truncatingIfNeeded: $0) }) else { return }
        for pixel in 0..<width * height where winners[pixel] == channel && map[pixel] == Clustering.untouched {
            let count = collect(from: pixel, channel: channel)
            let number = touched(count, table) ?? newObject(count, &table) ?? Clustering.unclaimed
            for i in 0..<count { map[Int(pixels[i])] = number }
        }
    }

    /// Lists the region around a pixel, connected by edges and corners. Returns its length.
    private func collect(from start: Int, channel: UInt8) -> Int {
        pixels[0] = UInt32(truncatingIfNeeded: start)
        map[start] = Completion.pending
        var count = 1, next = 0
        while next < count {
            let (y, x) = Int(pixels[next]).quotientAndRemainder(dividingBy: width)
            next += 1
            for ny in max(y - 1, 0)...min(y + 1, height - 1) {
                for nx in max(x - 1, 0)...min(x + 1, width - 1) {
                    let pixel = ny * width + nx
                    guard map[pixel] == Clustering.untouched, winners[pixel] == channel else { continue }
                    map[pixel] = Completion.pending
                    pixels[count] = UInt32(truncatingIfNeeded: pixel)
                    count += 1
                }
            }
        }
        return count
    }

    /// The object that the region joins: the one with the longest common border, the first among equals.
    private func touched(_ count: Int, _ table: ObjectTable) -> UInt16? {
        forEachNeighbour(count, table) { table.objects[$0].border = 0 }
        var best: Int?
        forEachNeighbour(count, table) { table.objects[$0].border += 1 }
        forEachNeighbour(count, table) { object in
            guard let other = best else { return best = object }
            let (mine, others) = (table.objects[object].border, table.objects[other].border)
            if mine > others || (mine == others && object < other) { best = object }
        }
        return best.map { UInt16(truncatingIfNeeded: $0 + 1) }
    }

    private func forEachNeighbour(_ count: Int, _ table: ObjectTable, _ body: (Int) -> Void) {
        for i in 0..<count {
            let pixel = Int(pixels[i]), x = pixel % width
            func look(_ neighbour: Int) {
                let number = Int(map[neighbour])
                if number > 0, number <= table.count { body(number - 1) }
            }
            if x > 0 { look(pixel - 1) }
            if x < width - 1 { look(pixel + 1) }
            if pixel >= width { look(pixel - width) }
            if pixel < width * (height - 1) { look(pixel + width) }
        }
    }

    /// The region as an object of its own, if it is large enough.
    private func newObject(_ count: Int, _ table: inout ObjectTable) -> UInt16? {
        guard count > minPixels else { return nil }
        // A class whose seeds are NaN never wins; if all are, the first one gets a score of 0.
        var best = 0, highest = 0.0
        for thing in 0..<model.architecture.things {
            let sum = seedSum(thing, count)
            if sum > highest { (best, highest) = (thing, sum) }
        }
        let classIndex = model.classOfSeed[best]
        var number = 1
        for i in 0..<table.count where table.objects[i].classIndex == classIndex { number += 1 }
        guard number <= PanopticID.maxObject else { return nil }
        let label = model.classes[Int(classIndex)].labelID
        return table.add(
            FoundObject(
                classIndex: classIndex, id: PanopticID(label: label, object: number).value,
                score: Float(highest / Double(count)), bandwidthX: 0, bandwidthY: 0, thing: best))
    }

    private func seedSum(_ thing: Int, _ count: Int) -> Double {
        var m = pansecb_map(input: UnsafePointer(values), output: values, count: count)
        switch outputs {
        case .maps(let maps):
            let seeds = maps + (model.architecture.firstSeed + thing) * width * height
            for i in 0..<count { values[i] = seeds[Int(pixels[i])] }
        case .heads(let heads): heads.sampleSeeds(thing, pixels, count, values)
        }
        kernels.sigmoid(&m)
        var sum = 0.0
        for i in 0..<count { sum += Double(values[i]) }
        return sum
    }
}

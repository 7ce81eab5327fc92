/// Reads a pickle without executing anything: where Python would import a name and call it, the machine knows a closed
/// list of names (`PickleGlobal`) and what data each stands for.
struct PickleMachine {
    private var reader: ByteReader
    private var stack: [PickleValue] = []
    /// Heights of the stack at open marks.
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private(set) var containers: [[PickleValue]] = []
    private var storages: [PickledStorage] = []
    private var storageNumbers: [String: Int] = [:]
    private var tensors: [PickledTensor] = []
    /// Values put into containers so far.
    private var cells = 0

    /// Of instructions, and of values in containers: a long training's log has some hundred thousand; a file with more
    /// than this means harm.
    private static let maxValues = 1 << 23

    private init(_ reader: ByteReader) { self.reader = reader }

    /// Reads one pickle and leaves `reader` behind it.
    static func run(_ reader: inout ByteReader) throws(CheckpointError) -> Unpickled {
        var machine = PickleMachine(reader)
        let root = try machine.run()
        reader = machine.reader
        return Unpickled(
            root: root, containers: machine.containers, storages: machine.storages, tensors: machine.tensors)
    }

    private mutating func run() throws(CheckpointError) -> PickleValue {
        for _ in 0..<PickleMachine.maxValues {
            let code = try reader.u8()
            guard let opcode = PickleOpcode(rawValue: code) else {
                throw PickleMachine.damaged(
                    "instruction 0x\(String(code, radix: 16)) of the pickle is not one of a checkpoint's")
            }
            if opcode == .stop { return try pop() }
            try execute(opcode)
        }
        throw PickleMachine.damaged("the pickle has more than \(PickleMachine.maxValues) instructions")
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(CheckpointError) {
        switch opcode {
        case .stop: break
        case .proto: _ = try reader.u8()
        case .frame: _ = try reader.u64()

        case .none: push(.none)
        case .newTrue: push(.boolean(true))
        case .newFalse: push(.boolean(false))
        case .uint8: push(.integer(Int(try reader.u8())))
        case .uint16: push(.integer(try reader.u16()))
        case .int32: push(.integer(try reader.i32()))
        case .long8: push(try long(bytes: Int(try reader.u8())))
        case .long32: push(try long(bytes: try reader.u32()))
        case .float: try skip(8)
        case .string8, .unicode8: push(try string(bytes: Int(try reader.u8())))
        case .string32, .unicode32: push(try string(bytes: try reader.u32()))
        case .unicode64: push(try string(bytes: try reader.u64()))
        case .bytes8: try skip(Int(try reader.u8()))
        case .bytes32: try skip(try reader.u32())
        case .bytes64: try skip(try reader.u64())

        case .emptyTuple: push(.tuple(try container([])))
        case .tuple1: push(.tuple(try container(try pop(1))))
        case .tuple2: push(.tuple(try container(try pop(2))))
        case .tuple3: push(.tuple(try container(try pop(3))))
        case .tuple: push(.tuple(try container(try popToMark())))
        case .emptyList: push(.list(try container([])))
        case .list: push(.list(try container(try popToMark())))
        case .emptyDictionary: push(.dictionary(try container([])))
        case .dictionary: push(.dictionary(try container(try pairs(try popToMark()))))
        case .emptySet: push(.unimportant)
        case .frozenSet:
            _ = try popToMark()
            push(.unimportant)
        case .addItems: _ = try popToMark()
        case .append: try extendList(try pop(1))
        case .appends: try extendList(try popToMark())
        case .setItem: try extendDictionary(try pop(2))
        case .setItems: try extendDictionary(try pairs(try popToMark()))

        case .mark: marks.append(stack.count)
        case .pop: _ = try pop()
        case .popMark: _ = try popToMark()
        case .duplicate: push(try top())
        case .put8: memo[Int(try reader.u8())] = try top()
        case .put32: memo[try reader.u32()] = try top()
        case .memoize: memo[memo.count] = try top()
        case .get8: try recall(Int(try reader.u8()))
        case .get32: try recall(try reader.u32())

        case .global: push(.global(try PickleGlobal(module: try reader.line(), name: try reader.line())))
        case .stackGlobal:
            let names = try pop(2)
            guard case .string(let module) = names[0], case .string(let name) = names[1] else {
                throw PickleMachine.damaged("the pickle names something by what is no text")
            }
            push(.global(try PickleGlobal(module: module, name: name)))
        case .persistentID: push(try storage(try pop()))
        case .reduce, .newObject:
            let arguments = try elements(ofTuple: try pop())
            guard case .global(let global) = try pop() else {
                throw PickleMachine.damaged("the pickle calls what is no function")
            }
            push(try result(of: global, arguments))
        // State for an object that exists: of dictionaries and tensors only Python's own attributes, which hold no
        // weights.
        case .build: _ = try pop()
        }
    }
}

// MARK: - Stack

extension PickleMachine {
    private mutating func push(_ value: PickleValue) { stack.append(value) }

    private func top() throws(CheckpointError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw PickleMachine.damaged("the pickle's stack is empty")
        }
        return value
    }

    private mutating func pop() throws(CheckpointError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func pop(_ count: Int) throws(CheckpointError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw PickleMachine.damaged("the pickle's stack is empty")
        }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw PickleMachine.damaged("the pickle lacks a mark") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func recall(_ number: Int) throws(CheckpointError) {
        guard let value = memo[number] else {
            throw PickleMachine.damaged("the pickle refers to a value that it lacks")
        }
        push(value)
    }

    static func damaged(_ problem: String) -> CheckpointError {
        CheckpointError(
            .damaged, problem,
            fix: "The file is damaged, or it was not written by torch.save; copy or download it again")
    }
}

// MARK: - Values

extension PickleMachine {
    /// A value of the given size that no tensor depends on.
    private mutating func skip(_ bytes: Int) throws(CheckpointError) {
        _ = try reader.take(bytes)
        push(.unimportant)
    }

    private mutating func string(bytes: Int) throws(CheckpointError) -> PickleValue {
        .string(reader.string(try reader.take(bytes)))
    }

    /// Integers of any size; no number beyond 64 bits matters.
    private mutating func long(bytes count: Int) throws(CheckpointError) -> PickleValue {
        let range = try reader.take(count)
        guard count <= 8 else { return .unimportant }
        var value = count > 0 && reader.bytes[range.upperBound - 1] >= 0x80 ? -1 : 0
        for index in range.reversed() { value = value << 8 | Int(reader.bytes[index]) }
        return .integer(value)
    }

    private mutating func container(_ values: [PickleValue]) throws(CheckpointError) -> Int {
        try count(values)
        containers.append(values)
        return containers.count - 1
    }

    private mutating func extendList(_ values: [PickleValue]) throws(CheckpointError) {
        switch try top() {
        case .list(let number):
            try count(values)
            containers[number] += values
        case .unimportant: break
        default: throw PickleMachine.damaged("the pickle appends to what is no list")
        }
    }

    private mutating func extendDictionary(_ values: [PickleValue]) throws(CheckpointError) {
        switch try top() {
        case .dictionary(let number):
            try count(values)
            containers[number] += values
        case .unimportant: break
        default: throw PickleMachine.damaged("the pickle sets an item of what is no dictionary")
        }
    }

    private func pairs(_ values: [PickleValue]) throws(CheckpointError) -> [PickleValue] {
        guard values.count % 2 == 0 else { throw PickleMachine.damaged("the pickle has a key without a value") }
        return values
    }

    /// Copies of one list could otherwise fill the memory from a small file.
    private mutating func count(_ values: [PickleValue]) throws(CheckpointError) {
        cells += values.count
        guard cells <= PickleMachine.maxValues else {
            throw PickleMachine.damaged("the pickle has more than \(PickleMachine.maxValues) values")
        }
    }

    private func elements(ofTuple value: PickleValue) throws(CheckpointError) -> [PickleValue] {
        guard case .tuple(let number) = value else { throw PickleMachine.damaged("the pickle lacks a tuple") }
        return containers[number]
    }
}

// MARK: - What names stand for

extension PickleMachine {
    /// What Python would get by calling `global`.
    private mutating func result(of global: PickleGlobal, _ arguments: [PickleValue]) throws(CheckpointError)
        -> PickleValue
    {
        switch global {
        case .unimportant: return .unimportant
        case .dictionaryClass: return .dictionary(try container(try entries(arguments.first)))
        case .sizeClass:
            guard let size = arguments.first else { throw PickleMachine.damaged("a size of the pickle is empty") }
            return size
        case .rebuildTensor: return try tensor(arguments)
        case .rebuildParameter:
            guard case .tensor(let number)? = arguments.first else {
                throw PickleMachine.damaged("a parameter of the pickle is no tensor")
            }
            return .tensor(number)
        case .storageClass: throw PickleMachine.damaged("the pickle makes a storage of its own")
        }
    }

    /// Keys and values from which a dictionary is made: nothing, a dictionary, or (Python 2) a list of pairs.
    private func entries(_ source: PickleValue?) throws(CheckpointError) -> [PickleValue] {
        switch source {
        case .dictionary(let number)?: return containers[number]
        case .list(let number)?:
            var cells: [PickleValue] = []
            for pair in containers[number] {
                switch pair {
                case .list(let number), .tuple(let number):
                    guard containers[number].count == 2 else {
                        throw PickleMachine.damaged("the pickle has a key without a value")
                    }
                    cells += containers[number]
                default: throw PickleMachine.damaged("the pickle has a key without a value")
                }
            }
            return cells
        default: return []
        }
    }

    private mutating func tensor(_ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1]
        else {
            throw PickleMachine.damaged("a tensor of the pickle lacks its storage or its place in it")
        }
        tensors.append(
            PickledTensor(
                storage: storage, offset: offset, shape: try integers(arguments[2]), strides: try integers(arguments[3])
            ))
        return .tensor(tensors.count - 1)
    }

    /// A shape or strides. They are copied for each tensor, so that a long tuple could fill the memory.
    private mutating func integers(_ value: PickleValue) throws(CheckpointError) -> [Int] {
        let elements = try elements(ofTuple: value)
        guard elements.count <= CheckpointTensor.maxRank else {
            throw PickleMachine.damaged("a tensor of the pickle has \(elements.count) dimensions")
        }
        try count(elements)
        var numbers: [Int] = []
        for element in elements {
            guard case .integer(let number) = element else {
                throw PickleMachine.damaged("a size of the pickle is no integer")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// A persistent id is (`storage`, class, key, device, elements), in the legacy format also where a view of it lies.
    private mutating func storage(_ id: PickleValue) throws(CheckpointError) -> PickleValue {
        let parts = try elements(ofTuple: id)
        guard parts.count >= 5, case .string("storage") = parts[0], case .global(.storageClass(let type)) = parts[1],
            case .string(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
        else { throw PickleMachine.damaged("the pickle refers to something outside it that is no storage") }
        var visible = 0..<count
        if parts.count > 5, case .tuple(let view) = parts[5] {
            visible = try range(ofView: containers[view], of: count)
        }
        let storage = PickledStorage(key: key, elementType: type, count: count, visible: visible)
        guard let number = storageNumbers[key] else {
            storageNumbers[key] = storages.count
            return add(storage)
        }
        guard storages[number].elementType == type, storages[number].count == count else {
            throw PickleMachine.damaged("storage \(key.debugDescription) has two types or sizes")
        }
        return storages[number].visible == visible ? .storage(number) : add(storage)
    }

    private mutating func add(_ storage: PickledStorage) -> PickleValue {
        storages.append(storage)
        return .storage(storages.count - 1)
    }

    /// A view is (its own key, first element, elements).
    private func range(ofView view: [PickleValue], of count: Int) throws(CheckpointError) -> Range<Int> {
        guard view.count == 3, case .integer(let first) = view[1], case .integer(let length) = view[2],
            first >= 0, length >= 0, first <= count, length <= count - first
        else { throw PickleMachine.damaged("a view of a storage leads out of it") }
        return first..<first + length
    }
}

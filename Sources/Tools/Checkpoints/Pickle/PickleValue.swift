/// A value on the pickle machine's stack. Containers, storages and tensors are numbers of entries in tables of the
/// machine: a pickle may build values of any depth and with cycles, and freeing such a thing must neither recurse nor
/// leak.
enum PickleValue {
    case none
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    /// Anything that no tensor depends on: floats, bytes, sets, values of unimportant classes.
    case unimportant
}

/// A storage that the pickle names, or a part of one; its bytes lie elsewhere in the file.
struct PickledStorage {
    let key: String
    let elementType: ElementType
    /// Elements of the whole storage.
    let count: Int
    /// Elements of it that tensors see: all, unless it is a view.
    let visible: Range<Int>
}

/// A tensor that the pickle describes: a view of a storage, not checked yet against the storage's bytes.
struct PickledTensor {
    let storage: Int
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}

/// What a pickle held.
struct Unpickled {
    let root: PickleValue
    /// Elements of tuples and lists; of dictionaries keys and values in turn.
    let containers: [[PickleValue]]
    let storages: [PickledStorage]
    let tensors: [PickledTensor]

    /// Keys and values of a dictionary, or nil if `value` is none.
    func items(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        guard case .dictionary(let number) = value else { return nil }
        let cells = containers[number]
        return stride(from: 0, to: cells.count - 1, by: 2).map { (cells[$0], cells[$0 + 1]) }
    }

    /// Value of a key that is a string; the last one counts, as in Python.
    func value(_ key: String, in dictionary: PickleValue) -> PickleValue? {
        items(dictionary)?.last { if case .string(key) = $0.key { true } else { false } }?.value
    }
}

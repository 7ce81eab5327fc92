import Images
import PanSECB

/// Does the work on a picture; failures that cannot know its name get it.
func naming<Value>(_ name: String, _ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as Failure {
        throw Failure(error.status, "\(name): \(error.text)")
    } catch let error as ImageError where error.kind == .outOfMemory && !error.description.hasPrefix(name) {
        throw ImageError(error.kind, "\(name): \(error.description)")
    }
}

import Testing

@testable import TrainingLog

/// That nothing stays of a record that did not fit: Tests/TrainingLog/run.sh.
@Suite struct AppendedFileTests {
    @Test func newOrExisting() throws {
        try withTemporaryFolder { folder in
            try AppendedFile(path: folder + "/log", .existing).append([1])
            try AppendedFile(path: folder + "/log", .existing).append([2])
            #expect(try content(folder + "/log") == [1, 2])
            #expect(throws: LogError.self) { try AppendedFile(path: folder + "/log", .new) }
            #expect(try content(folder + "/log") == [1, 2])
        }
    }
}

import Testing

@testable import TrainingLog

@Suite struct CSVLogTests {
    @Test func numbersReadBack() throws {
        try withTemporaryFolder { folder in
            let floats: [Float] = [
                0.1, 1 / 3, -0, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 2e7, 1e-5, .infinity, -.infinity,
            ]
            let doubles: [Double] = [
                0.1, 1 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 9_007_199_254_740_992, 1e-5, 5e-4,
            ]
            let log = try CSVLog(file: folder + "/log.csv", columns: (0..<18).map { "c\($0)" })
            try log.append(step: 1, floats.map { .float($0) } + doubles.map { .double($0) })
            let lines = try text(folder + "/log.csv").split(separator: "\n")
            #expect(lines.count == 2)
            let fields = lines[1].split(separator: ",").dropFirst()
            #expect(fields.prefix(10).map { Float($0)?.bitPattern } == floats.map(\.bitPattern))
            #expect(fields.dropFirst(10).map { Double($0) } == doubles)
        }
    }

    @Test func lines() throws {
        try withTemporaryFolder { folder in
            let log = try CSVLog(file: folder + "/log.csv", columns: ["loss", "lr", "pictures", "miou"])
            #expect(try text(folder + "/log.csv") == "step,loss,lr,pictures,miou\n")
            try log.append(step: 1, [.float(0.5), .double(0.0005), .integer(-3), .none])
            #expect(try text(folder + "/log.csv") == "step,loss,lr,pictures,miou\n1,0.5,0.0005,-3,\n")
            try log.append(step: 2, [.float(.nan), .float(-.infinity), .integer(3), .float(0.25)])
            #expect(try text(folder + "/log.csv").hasSuffix("\n2,nan,-inf,3,0.25\n"))
            try log.flush()
            try log.close()
            #expect(throws: LogError.self) { try log.append(step: 3, [.none, .none, .none, .none]) }
        }
    }

    /// Interrupted after any step and resumed from any earlier one, with a row cut off anywhere: the file is that of a
    /// run without interruption.
    @Test func resumedEqualsUninterrupted() throws {
        try withTemporaryFolder { folder in
            func run(_ steps: Range<Int>, keepingRowsBefore: Int?, _ name: String) throws {
                let log = try CSVLog(
                    file: "\(folder)/\(name)", columns: ["loss", "miou"], keepingRowsBefore: keepingRowsBefore)
                for step in steps {
                    try log.append(step: step, [.float(1 / Float(step + 3)), step % 2 == 0 ? .double(0.1) : .none])
                }
            }
            try run(0..<6, keepingRowsBefore: nil, "whole.csv")
            let whole = try text(folder + "/whole.csv")
            for stopped in 0...6 {
                for resumed in 0...stopped {
                    for cut in ["", "\(stopped)", "\(stopped),0.12", "\(stopped),0.12,"] {
                        let name = "\(stopped)-\(resumed)-\(cut.count).csv"
                        try run(0..<stopped, keepingRowsBefore: nil, name)
                        try write(try text("\(folder)/\(name)") + cut, to: "\(folder)/\(name)")
                        try run(resumed..<6, keepingRowsBefore: resumed, name)
                        #expect(try text("\(folder)/\(name)") == whole)
                    }
                }
            }
        }
    }

    @Test func resumingWithoutALogBeginsOne() throws {
        try withTemporaryFolder { folder in
            for before in ["", nil] {
                if let before { try write(before, to: folder + "/log.csv") }
                _ = try CSVLog(file: folder + "/log.csv", columns: ["loss"], keepingRowsBefore: 7)
                #expect(try text(folder + "/log.csv") == "step,loss\n")
            }
        }
    }

    /// A new run does not write over another's log, nor over a file that is none.
    @Test(arguments: [
        "step,loss\n0,1\n", "step,loss\n0", "step,other\n", "step,loss,lr\n", "notes", "\n", "step,loss\r\n",
    ])
    func otherLogsStay(before: String) throws {
        try withTemporaryFolder { folder in
            let file = folder + "/log.csv"
            try write(before, to: file)
            let error = #expect(throws: LogError.self) { try CSVLog(file: file, columns: ["loss"]) }
            #expect(error?.kind == .otherLog && error?.file == file && error?.fix != nil)
            #expect(try text(file) == before)
        }
    }

    @Test(arguments: ["step,other\n0,1\n", "step,loss,lr\n0,1,2\n", "notes"])
    func headerMustMatch(before: String) throws {
        try withTemporaryFolder { folder in
            let file = folder + "/log.csv"
            try write(before, to: file)
            let error = #expect(throws: LogError.self) {
                try CSVLog(file: file, columns: ["loss"], keepingRowsBefore: 3)
            }
            #expect(error?.kind == .otherLog)
            #expect(error?.problem.contains("\"step,loss\"") == true)
            #expect(try text(file) == before)
        }
    }

    @Test(arguments: [
        "step,loss\n0,1\nx,2\n2,3\n", "step,loss\n0,1\n1\n2,3\n", "step,loss\n0,1\n1,2,3\n2,3\n", "step,loss\n0,1\n\n",
    ])
    func damagedRowsAreNamed(before: String) throws {
        try withTemporaryFolder { folder in
            let file = folder + "/log.csv"
            try write(before, to: file)
            let error = #expect(throws: LogError.self) {
                try CSVLog(file: file, columns: ["loss"], keepingRowsBefore: 1)
            }
            #expect(error?.kind == .damaged && error?.problem.contains("line 3") == true)
            #expect(try text(file) == before)
        }
    }

    @Test func badArguments() throws {
        try withTemporaryFolder { folder in
            for name in ["", "a,b", "a\"", "a\n", "a\r\n", "a\r"] {
                let error = #expect(throws: LogError.self) { try CSVLog(file: folder + "/log.csv", columns: [name]) }
                #expect(error?.kind == .invalidArgument)
            }
            let log = try CSVLog(file: folder + "/log.csv", columns: ["a", "b"])
            #expect(throws: LogError.self) { try log.append(step: 0, [.none]) }
            #expect(try text(folder + "/log.csv") == "step,a,b\n")
        }
    }

    @Test func cannotWrite() throws {
        try withTemporaryFolder { folder in
            let missing = #expect(throws: LogError.self) { try CSVLog(file: folder + "/none/log.csv", columns: ["a"]) }
            #expect(missing?.kind == .cannotWrite && missing?.file == folder + "/none/log.csv")
            let isFolder = #expect(throws: LogError.self) { try CSVLog(file: folder, columns: ["a"]) }
            #expect(isFolder?.kind == .cannotRead)
        }
    }
}

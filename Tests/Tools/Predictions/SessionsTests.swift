import Testing

@testable import Predictions

@Suite struct SessionsTests {
    private func sessions() throws -> Sessions { Sessions(try FlatModel.make(), threads: 1) }

    /// Wide and tall pictures in turn have a session each: the box around both would be many times as large.
    @Test func wideAndTallHaveOneEach() throws {
        let sessions = try sessions()
        let wide = try sessions.session(width: 512, height: 16), tall = try sessions.session(width: 16, height: 512)
        #expect(wide.maxWidth == 512 && wide.maxHeight == 16 && tall.maxWidth == 16 && tall.maxHeight == 512)
        #expect(try sessions.session(width: 512, height: 16) === wide)
        #expect(try sessions.session(width: 16, height: 400) === tall)
        #expect(try sessions.session(width: 8, height: 8).maxWidth * 16 >= 16)
    }

    /// Where the box around two sizes takes no more than both, it serves both.
    @Test func nearSizesShareOne() throws {
        let sessions = try sessions()
        let first = try sessions.session(width: 64, height: 48)
        let both = try sessions.session(width: 48, height: 64)
        #expect(first !== both && both.maxWidth == 64 && both.maxHeight == 64)
        for (width, height) in [(64, 48), (48, 64), (64, 64), (8, 8)] {
            #expect(try sessions.session(width: width, height: height) === both)
        }
    }

    /// A larger picture takes the place of a smaller one's session, and a third kind that of the longest unused.
    @Test func keepsTwo() throws {
        let sessions = try sessions()
        let wide = try sessions.session(width: 512, height: 16), tall = try sessions.session(width: 16, height: 512)
        let wider = try sessions.session(width: 1024, height: 16)
        #expect(wider !== wide && wider.maxWidth == 1024 && wider.maxHeight == 16)
        #expect(try sessions.session(width: 16, height: 512) === tall)
        let square = try sessions.session(width: 100, height: 100)
        #expect(square.maxWidth == 100 && square.maxHeight == 100)
        #expect(try sessions.session(width: 16, height: 512) === tall)
        #expect(try sessions.session(width: 1024, height: 16) !== wider)
    }
}

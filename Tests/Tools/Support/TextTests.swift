import Support
import Testing

@Suite struct PrintableTextTests {
    @Test func printsNoControlCharacters() {
        #expect("a\u{1B}[31mö\n\u{202E}".printable == "a\\u{1B}[31mö\\n\\u{202E}")
        #expect("Straße 1".printable == "Straße 1")
    }
}

@Suite struct TextTableTests {
    @Test func alignsNumbersOnTheRight() {
        #expect(
            TextTable.lines([["1", "20", "road"], ["300", "4", "sky"]]) == ["    1  20  road", "  300   4  sky"])
    }

    @Test func padsOnEitherSide() {
        #expect(TextTable.padded("ab", 4) == "ab  " && TextTable.padded("ab", -4) == "  ab")
        #expect(TextTable.padded("abc", 2) == "abc" && TextTable.padded("abc", -2) == "abc")
    }
}

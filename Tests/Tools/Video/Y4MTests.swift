import Foundation
import Images
import Testing

@testable import Video

@Suite struct Y4MTests {
    private func header(_ text: String) throws -> Y4MHeader {
        try Y4MHeader(line: Array(text.utf8), name: "standard input")
    }

    private func kind(_ text: String) -> VideoError.Kind? {
        do { _ = try header(text) } catch { return (error as? VideoError)?.kind }
        return nil
    }

    @Test func headersOfKnownPrograms() throws {
        let ffmpeg = try header("YUV4MPEG2 W320 H184 F30000:1001 Ip A1:1 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=FULL")
        #expect(ffmpeg.width == 320 && ffmpeg.height == 184 && ffmpeg.rate == FrameRate(frames: 30000, seconds: 1001))
        #expect(ffmpeg.sampling == .mpeg420 && ffmpeg.isFullRange)
        let gstreamer = try header("YUV4MPEG2 C420 W640 H360 I? F25:1 A0:0")
        #expect(gstreamer.sampling == .jpeg420 && !gstreamer.isFullRange && gstreamer.interlacing == "?")
        #expect(try header("YUV4MPEG2 W2 H2").sampling == .jpeg420)
        #expect(try header("YUV4MPEG2 W2 H2 F0:0").rate == nil)
    }

    @Test func whatIsWrittenIsRead() throws {
        for sampling in ChromaSampling.allCases {
            for full in [false, true] {
                let made = Y4MHeader(
                    width: 7, height: 16384, rate: FrameRate(frames: 24000, seconds: 1001), sampling: sampling,
                    isFullRange: full)
                #expect(try header(String(made.text.dropLast())) == made)
            }
        }
    }

    @Test func hostileHeaders() {
        #expect(kind("YUV4MPEG2") == .damaged)
        #expect(kind("YUV4MPEG2 W320") == .damaged)
        #expect(kind("YUV4MPEG2 H184 F25:1") == .damaged)
        #expect(kind("YUV4MPEG2 W-320 H184") == .limit)
        #expect(kind("YUV4MPEG2 W0 H184") == .limit)
        #expect(kind("YUV4MPEG2 W16385 H1") == .limit)
        #expect(kind("YUV4MPEG2 W1 H9223372036854775807") == .limit)
        #expect(kind("YUV4MPEG2 W99999999999999999999 H1") == .damaged)
        #expect(kind("YUV4MPEG2 W3x H1") == .damaged)
        #expect(kind("YUV4MPEG2 W3 H1 F25") == .damaged)
        #expect(kind("YUV4MPEG2 W3 H1 F:") == .damaged)
        #expect(kind("YUV4MPEG2 W3 H1 C420p10") == .unsupported)
        #expect(kind("YUV4MPEG3 W3 H1") == .unknownFormat)
        #expect(kind("YUV4MPEG2 W3 H1 F-25:1 A-:- Ixyz Zzz X") == nil)
    }

    @Test func framesBeforeAnErrorAreKept() {
        let header = "YUV4MPEG2 W2 H2 Cmono", frame: [UInt8] = [0, 1, 2, 3]
        let cut = frames(of: stream(header, [frame, frame, [0, 1]]))
        #expect(cut.pictures.count == 2 && cut.error?.kind == .damaged)
        #expect(cut.error?.description == "standard input: frame 3: cut off after 2 of 4 bytes")
        let garbage = frames(of: stream(header, [frame]) + Array("FRANE\n".utf8) + frame)
        #expect(
            garbage.pictures.count == 1 && garbage.error?.description.hasPrefix("standard input: frame 2: ") == true)
        let glued = frames(of: stream(header, []) + Array("FRAMEX\n".utf8) + frame)
        #expect(glued.pictures.isEmpty && glued.error?.kind == .damaged)
        let halfLine = frames(of: stream(header, [frame]) + Array("FRA".utf8))
        #expect(halfLine.pictures.count == 1 && halfLine.error?.kind == .damaged)
    }

    @Test func framesMayHaveFields() {
        let bytes = Array("YUV4MPEG2 W1 H1 Cmono\nFRAME Ip XSOMETHING\n".utf8) + [7]
        #expect(frames(of: bytes).pictures.count == 1)
    }

    /// Memory is taken for what comes: 400 MB are promised here.
    @Test func promisesTakeNoMemory() {
        let large = frames(of: stream("YUV4MPEG2 W16384 H16384", [[1, 2, 3]]))
        #expect(large.error?.description.hasPrefix("standard input: frame 1: cut off after 3 of ") == true)
        let endless = frames(of: Array("YUV4MPEG2 W1 H1 ".utf8) + [UInt8](repeating: UInt8(ascii: "X"), count: 5000))
        #expect(endless.error?.kind == .damaged)
    }

    @Test func whatIsNoStream() {
        #expect(frames(of: []).error?.kind == .unknownFormat)
        #expect(frames(of: Array("RIFF....AVI ".utf8)).error?.kind == .unknownFormat)
        #expect(frames(of: Array("YUV4MPEG2".utf8)).error?.kind == .damaged)
        #expect(frames(of: Array("YUV".utf8)).error?.kind == .unknownFormat)
    }

    @Test func aStreamHasOneSize() throws {
        #expect(throws: VideoError.self) {
            _ = try written(Y4MHeader(width: 2, height: 2, rate: nil), [smooth(2, 2), smooth(2, 3)])
        }
    }

    @Test func aFileTellsItsFrames() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(written(Y4MHeader(width: 5, height: 3, rate: nil), [smooth(5, 3), smooth(5, 3), smooth(5, 3)])).write(
            to: file)
        let handle = try FileHandle(forReadingFrom: file)
        #expect(try VideoReader(descriptor: handle.fileDescriptor, name: "file").expectedFrames == 3)
    }

    @Test func rates() {
        #expect(
            FrameRate("25") == FrameRate(frames: 25)
                && FrameRate("30000/1001") == FrameRate(frames: 30000, seconds: 1001))
        for text in ["", "0", "-1", "25/0", "25/", "1/2/3", "x", "99999999999"] {
            #expect(FrameRate(text) == nil, "\(text)")
        }
    }
}

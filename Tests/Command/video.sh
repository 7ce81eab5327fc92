#!/bin/bash
# Videos on the command line: both routes through ffmpeg against pictures, what is cut off or no video, and constant
# memory.
#
#     Tests/Command/video.sh [TOOL]
set -u -o pipefail
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
compare=$(realpath "$(dirname "$0")/compare_frames.py")
data=$(realpath "$(dirname "$0")/../../Examples/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
model=$data/streets.pansecb
ffmpeg() { command ffmpeg -nostdin -v error -y "$@"; }
same_maps() { local map; for map in "$1"/*_panoptic.png; do cmp "$map" "$2/$(basename "$map")" || return 1; done; }
frames_in() { [ "$(find "$1" -name '*_overlay.png' | wc -l)" -eq "$2" ]; }

# A drive of 8 frames, without loss: into the photograph and to the right.
ffmpeg -loop 1 -i "$data/dashcam.jpg" -frames:v 8 \
    -vf "zoompan=z='1+0.02*on':x='iw/4+4*on':y='ih/5':d=1:s=320x184:fps=10" \
    -c:v ffv1 -pix_fmt yuv444p drive.mkv

# MJPEG into a folder: what the same JPEG files give as pictures.
ffmpeg -i drive.mkv -c:v mjpeg -q:v 2 -pix_fmt yuvj420p drive.avi
mkdir jpegs && ffmpeg -i drive.avi -c copy jpegs/frame_%06d.jpg
ffmpeg -i drive.avi -c copy -f mjpeg drive.mjpeg
expect 0 "8 frames" "$tool" run --model "$model" - --output mjpeg <drive.mjpeg
check grep -q "^frame 8: 320 x 184, " out
check grep -q "frames/s, done in" err
check frames_in mjpeg 8
expect 0 "" "$tool" run --model "$model" jpegs --output pictures --no-legend
check frames_in pictures 8
check same_maps pictures mjpeg
for frame in pictures/*_overlay.png; do check cmp "$frame" "mjpeg/$(basename "$frame")"; done
check python3 -c 'import json; f = json.load(open("mjpeg/frame_000008_segments.json"))
assert (f["image"], f["width"], f["height"]) == ("frame 8", 320, 184)'

# Y4M to Y4M, as the manual has it: number, size and rate of the frames stay, and the overlays are those of the folder.
y4m() { ffmpeg -i drive.mkv -f yuv4mpegpipe -strict -1 "$@" -; }
y4m -pix_fmt yuv420p >420.y4m
y4m -pix_fmt yuv444p >444.y4m
for kind in 420 444; do
    expect 0 "8 of 8 (100 %)" "$tool" run --model "$model" - --output - <$kind.y4m
    mv out overlays.y4m
    check grep -aq "^YUV4MPEG2 W320 H184 F10:1 .* C$kind" overlays.y4m
    expect 0 "" "$tool" run --model "$model" - --output folder$kind <$kind.y4m
    rm -rf seen && mkdir seen
    ffmpeg -i overlays.y4m -sws_flags accurate_rnd+full_chroma_int+bitexact seen/frame_%06d_overlay.png
    check frames_in seen 8
    expect 0 "" python3 "$compare" folder$kind seen
    cat out
done
expect 0 "" bash -c "command ffmpeg -v error -i drive.mkv -f yuv4mpegpipe -pix_fmt yuv420p - \
    | '$tool' run --model '$model' - --output - | ffmpeg -v error -y -i - out.mp4"
entries=stream=nb_read_frames,width,height,avg_frame_rate
check test 320,184,10/1,8 \
    = "$(ffprobe -v error -count_frames -select_streams v -show_entries $entries -of csv=p=0 out.mp4)"

# Maps of a stream are those of the same pixels as pictures: grey of full range is the same number in both.
y4m -pix_fmt gray -color_range pc >grey.y4m
check grep -aq "^YUV4MPEG2 .*Cmono.* XCOLORRANGE=FULL" grey.y4m
mkdir grey && ffmpeg -i grey.y4m grey/frame_%06d.png
expect 0 "" "$tool" run --model "$model" grey --output greypictures
expect 0 "" "$tool" run --model "$model" - --output greystream <grey.y4m
check same_maps greypictures greystream

# Other samplings and odd sizes; pictures and MJPEG become a stream too; numbers in names are counted.
for format in yuv422p yuv444p yuv420p; do
    y4m -vf crop=101:67,scale=in_range=tv:out_range=pc -pix_fmt $format -color_range pc >odd.y4m
    expect 0 "" "$tool" run --model "$model" - --output - <odd.y4m
    check grep -aq "^YUV4MPEG2 W101 H67 .*FULL" out
    check test "$(stat -c %s out)" -gt $((8 * 101 * 67))
done
mkdir counted && for i in 9 10 11; do cp jpegs/frame_000001.jpg counted/f$i.jpg; done
cp jpegs/frame_000008.jpg counted/f9.jpg
expect 0 "" "$tool" run --model "$model" counted --output - --rate 30000/1001
check grep -aq "^YUV4MPEG2 W320 H184 F30000:1001 .* C420jpeg XCOLORRANGE=LIMITED" out
expect 0 "" "$tool" run --model "$model" counted --output order --json
check python3 -c 'import json
assert [r["image"] for r in json.load(open("out"))] == ["counted/f9.jpg", "counted/f10.jpg", "counted/f11.jpg"]'
expect 0 "" "$tool" run --model "$model" - --output - <drive.mjpeg
check grep -aq "^YUV4MPEG2 W320 H184 F25:1 " out

# Cut off, or not what it seems: the frames before are kept, and the message says where.
head -c 500000 420.y4m >cut.y4m
expect 4 "standard input: frame 6: cut off" "$tool" run --model "$model" - --output cut <cut.y4m
check frames_in cut 5
expect 4 "standard input: frame 6" "$tool" run --model "$model" - --output - <cut.y4m
check test "$(head -1 out | wc -c)" -lt 100 -a "$(stat -c %s out)" -gt $((5 * 88320))
{ cat jpegs/frame_000001.jpg jpegs/frame_000002.jpg; echo garbage; cat jpegs/frame_000003.jpg; } >spoilt.mjpeg
expect 4 "standard input: frame 3" "$tool" run --model "$model" - --output spoilt --json <spoilt.mjpeg
check frames_in spoilt 2
check python3 -c 'import json; assert len(json.load(open("out"))) == 2'
expect 3 "standard input: empty" "$tool" run --model "$model" - --output x </dev/null
expect 3 "yuv4mpegpipe" "$tool" run --model "$model" - --output x <drive.mkv
expect 5 "420p10" "$tool" run --model "$model" - --output x < <(y4m -pix_fmt yuv420p10le 2>/dev/null)
expect 10 "standard input: the Y4M header says 99999x2" "$tool" run --model "$model" - --output x \
    <<<"YUV4MPEG2 W99999 H2"
expect 2 "standard input" "$tool" run --model "$model" - --output x <&-
expect 9 "standard output" bash -c "'$tool' run --model '$model' - --output - <420.y4m >/dev/full"
expect 64 "standard input" "$tool" run --model "$model" - "$data/dashcam.jpg" --output x <420.y4m
expect 64 "--json" "$tool" run --model "$model" - --output - --json <420.y4m
expect 64 "--rate" "$tool" run --model "$model" - --output - --rate 0 <420.y4m
cp "$data/dashcam.jpg" counted/g.jpg
expect 5 "640x360" "$tool" run --model "$model" counted --output -
check test ! -e x

# A reader that stops ends the command quietly, whether the signal is ignored or not.
for ignoring in : "trap '' PIPE"; do
    bash -c "$ignoring; '$tool' run --model '$model' - --output - <420.y4m 2>err; echo \$? >code" |
        head -c 300 >/dev/null
    check test "$(cat code)" = 9
    check test -z "$(grep pansecb: err)"
done

# Memory does not grow with the number of frames.
peak() { python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$tool" run --model "$model" - --output -; }
short=$(ffmpeg -i 420.y4m -vf scale=128:64 -f yuv4mpegpipe - | peak)
long=$(ffmpeg -stream_loop 49 -i 420.y4m -vf scale=128:64 -f yuv4mpegpipe - | peak)
check test "$long" -lt $((short + 4096))
echo "peak memory: 8 frames $short kB, 400 frames $long kB"

echo "videos: $passed passed, $failed failed"
[ $failed -eq 0 ]

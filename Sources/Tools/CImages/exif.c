/* The one number of an Exif segment that matters here. The segment holds a TIFF file: an eight-byte header with the
 * byte order and the place of the first directory, which is a list of twelve-byte entries. Every number may be a
 * lie. */
#include "codec.h"

static uint32_t number(const uint8_t *bytes, int count, int big_endian) {
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | bytes[big_endian ? i : count - 1 - i];
    return value;
}

unsigned pansecb_codec_exif_orientation(const uint8_t *data, size_t size) {
    enum { upright = 1, orientation_tag = 0x0112, short_type = 3, entry_size = 12 };
    if (size < 14 || memcmp(data, "Exif\0\0", 6) != 0) return upright;
    const uint8_t *tiff = data + 6;
    size -= 6;
    int big_endian = tiff[0] == 'M';
    if (memcmp(tiff, big_endian ? "MM\0*" : "II*\0", 4) != 0) return upright;

    size_t directory = number(tiff + 4, 4, big_endian);
    if (directory > size - 2) return upright;
    size_t entries = number(tiff + directory, 2, big_endian);
    const uint8_t *entry = tiff + directory + 2;
    for (size_t left = size - directory - 2; entries > 0 && left >= entry_size; --entries) {
        if (number(entry, 2, big_endian) == orientation_tag && number(entry + 2, 2, big_endian) == short_type) {
            unsigned value = number(entry + 8, 2, big_endian);
            return value >= 1 && value <= 8 ? value : upright;
        }
        entry += entry_size;
        left -= entry_size;
    }
    return upright;
}

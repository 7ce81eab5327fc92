/* Pixels of a picture file for fingerprint.c: width and height as 32-bit numbers, then RGB.
 *
 *     photograph PICTURE OUT
 */
#include <pansecb_image.h>
#include <stdio.h>

int main(int count, char **arguments) {
    char why[256] = "usage: photograph PICTURE OUT";
    pansecb_picture picture = pansecb_picture_empty();
    if (count != 3 ||
        pansecb_picture_read(arguments[1], PANSECB_PICTURE_RGB8, &picture, why, sizeof why) != PANSECB_PICTURE_OK) {
        fprintf(stderr, "photograph: %s\n", why);
        return 1;
    }
    FILE *out = fopen(arguments[2], "wb");
    const size_t pixels = (size_t)picture.width * picture.height;
    const uint32_t size[2] = {picture.width, picture.height};
    int is_written = out && fwrite(size, sizeof size, 1, out) == 1 && fwrite(picture.pixels, 3, pixels, out) == pixels;
    if (out) is_written = fclose(out) == 0 && is_written;
    pansecb_picture_release(&picture);
    return is_written ? 0 : 1;
}

"""libpansecb through ctypes: just enough of pansecb.h to time the bare network beside other engines."""
import ctypes as c


class ModelOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("cpu", c.c_uint32), ("log", c.c_void_p), ("log_user", c.c_void_p)]


class SessionOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("max_width", c.c_uint32), ("max_height", c.c_uint32), ("threads", c.c_uint32),
                ("log", c.c_void_p), ("log_user", c.c_void_p)]


class Image(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("format", c.c_uint32), ("width", c.c_uint32), ("height", c.c_uint32),
                ("planes", c.c_void_p * 4), ("strides", c.c_ssize_t * 4)]


PLANAR_F32 = 6
CPU_LEVELS = {"auto": 0, "scalar": 1, "baseline": 2, "avx2": 3, "avx512": 4}


class Network:
    """One model and one session; `run` is the bare network, float image to full-size float outputs."""

    def __init__(self, library, model, width, height, threads, cpu="auto"):
        self.lib = c.CDLL(library)
        self.lib.pansecb_session_error.restype = c.c_char_p
        self.model, self.session, why = c.c_void_p(), c.c_void_p(), c.create_string_buffer(256)
        options = ModelOptions(c.sizeof(ModelOptions), CPU_LEVELS[cpu], None, None)
        if self.lib.pansecb_model_load(model.encode(), c.byref(options), c.byref(self.model), why, c.c_size_t(256)):
            raise RuntimeError(why.value.decode())
        options = SessionOptions(c.sizeof(SessionOptions), width, height, threads, None, None)
        if self.lib.pansecb_session_create(self.model, c.byref(options), c.byref(self.session), why, c.c_size_t(256)):
            raise RuntimeError(why.value.decode())

    def run(self, image, semantic, instance):
        """Arrays [channels, height, width], float32, dense."""
        _, height, width = image.shape
        picture = Image(c.sizeof(Image), PLANAR_F32, width, height)
        for plane in range(3):
            picture.planes[plane] = image.ctypes.data + plane * width * height * 4
            picture.strides[plane] = width * 4
        if self.lib.pansecb_forward(self.session, c.byref(picture), c.c_void_p(semantic.ctypes.data), c.c_void_p(instance.ctypes.data)):
            raise RuntimeError(self.lib.pansecb_session_error(self.session).decode())

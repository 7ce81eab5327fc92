"""A module an engine. Importing it loads the engine's packages; its class Engine then loads the model.

    Engine(job)            what is done once. `job` (see session.py) holds paths, sizes, and the input as arrays:
                           `image` float [3,H,W], `pixels` 8-bit RGB [H,W,3]; `model` is the file of the network
    version, kernels       texts: its version, and the instruction set of its kernels
    forward()              float image to both outputs
    image()                8-bit image to both outputs; ours: to the panoptic map
    outputs()              what the last call computed, arrays [channels,H,W]

Ours and the reference only:

    give(*outputs)         made-up semantic and instance outputs
    cluster()              those to the panoptic map
    panoptic()             the last panoptic map, array [H,W]
"""

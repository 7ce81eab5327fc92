from engines import open_vino


class Engine(open_vino.Engine):
    precision = {}      # what is not int8 may have whatever type is fastest

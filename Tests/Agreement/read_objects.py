"""Runs csEvalInstanceLevelSemanticLabeling, which has its folders from the environment, without the files that it
writes beside itself: numbers of numpy stop it there. Prints the average precision."""
import contextlib
import io
import os

import numpy
from cityscapesscripts.evaluation import evalInstanceLevelSemanticLabeling as official

results = []
sums = numpy.cumsum


def sums_of_none(values, *options):
    """The official tool takes the last of these sums even where a class has objects and predictions, but none of them
    counts: all objects missed, all predictions small or on void."""
    return sums(values, *options) if len(values) else numpy.zeros(1)


official.args.gtInstancesFile = os.devnull + ".json"
official.writeDict2JSON = lambda content, path: results.append(content)
official.np.cumsum = sums_of_none
with contextlib.redirect_stdout(io.StringIO()):
    official.main()
print("average precision %.4f" % results[-1]["averages"]["allAp"])

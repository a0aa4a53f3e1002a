#define ORL_LANES_VARIANT kBaseline
#define ORL_LANES_NAME "baseline"
#define ORL_LANES_NATIVE 4
#define ORL_LANES_ROWS 4
#define ORL_LANES_VECTORS 2
#include "core/predict/lanes_impl.inc"

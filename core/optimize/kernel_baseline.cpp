#if defined(ORL_KERNEL_X86) || 2 == 2
#define ORL_KERNEL_WIDTH 2
#define ORL_KERNEL_NAME evaluateBaseline
#include "core/optimize/kernel_impl.inc"
#endif

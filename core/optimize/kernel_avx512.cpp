#if defined(ORL_KERNEL_X86) || 8 == 2
#define ORL_KERNEL_WIDTH 8
#define ORL_KERNEL_NAME evaluateAvx512
#include "core/optimize/kernel_impl.inc"
#endif

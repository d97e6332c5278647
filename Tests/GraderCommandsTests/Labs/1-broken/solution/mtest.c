#include <linux/module.h>
static int twice = 1, other = 1;
module_param(twice, int, 0444);
module_param(other, int, 0444);
MODULE_LICENSE("GPL");

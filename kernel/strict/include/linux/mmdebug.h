
#ifdef MODULE
/* dump_mm() is not for modules; the assertion is. */
#undef VM_BUG_ON_MM
#define VM_BUG_ON_MM(cond, mm) VM_WARN_ON(cond)
#endif /* MODULE */

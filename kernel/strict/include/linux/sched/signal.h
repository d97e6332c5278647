
#ifdef MODULE
/*
 * A walk through all processes is safe under rcu_read_lock() only: tasklist_lock is
 * not for modules. The kernel's own macro asserts nothing.
 */
#undef for_each_process
#define for_each_process(p)							\
	for (p = ({ RCU_LOCKDEP_WARN(!rcu_read_lock_any_held(),			\
				     "for_each_process() without rcu_read_lock()"); \
		    &init_task; });						\
	     (p = next_task(p)) != &init_task; )
#endif /* MODULE */

/*
 * A list of VMAs that no process has, in the log and in a reply to the host. A body includes this file, and defines
 * write_and_forge(), which is called in the place of the port's ->write().
 */
#include "port.h"

/* As /proc/PID/maps has them, and as the module prints them. */
static const char list[] =
	"00001000-00002000 r--p 00000000 00:00 0\n"
	"00002000-00003000 r-xp 00000000 00:00 0\n"
	"00003000-00004000 rw-p 00000000 00:00 0\n"
	"00005000-00009000 rw-p 00000000 00:00 0\n";

static struct file *port;
static const struct file_operations *own_ops;
static struct file_operations ops;

static ssize_t write_and_forge(struct file *file, const char __user *buf,
			       size_t len, loff_t *pos);

/* The list of VMAs, in the place of the bytes of a file, for the request with this number. */
static void forge(u32 id)
{
	struct {
		__le32 size, id;
		u8 tag;
		__le32 count;
		char bytes[sizeof(list) - 1];
	} __packed frame = {
		.size = cpu_to_le32(sizeof(frame) - 4), .id = cpu_to_le32(id), .tag = 6,
		.count = cpu_to_le32(sizeof(list) - 1),
	};

	memcpy(frame.bytes, list, sizeof(frame.bytes));
	write_to(port, own_ops, &frame, sizeof(frame));
}

/* The list as the command listvma prints it. */
static void print_list(void)
{
	pr_info("[mtest.listvma] Process = test, PID = %d\n", current->tgid);
	pr_info("[mtest.listvma] 0x1000 0x2000 r--\n");
	pr_info("[mtest.listvma] 0x2000 0x3000 r-x\n");
	pr_info("[mtest.listvma] 0x3000 0x4000 rw-\n");
	pr_info("[mtest.listvma] 0x5000 0x9000 rw-\n");
}

#define on_load on_load
static int on_load(void)
{
	port = find_port();
	if (!port)
		return -ENOENT;
	own_ops = port->f_op;
	ops = *own_ops;
	ops.write = write_and_forge;
	port->f_op = &ops;
	return 0;
}

#define on_unload on_unload
static void on_unload(void)
{
	port->f_op = own_ops;
	fput(port);
}

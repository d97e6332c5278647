#ifndef CLINEEDITING_H
#define CLINEEDITING_H

#include <stddef.h>

/*
 * Lines that a person types on a terminal, edited by libedit. Its own interface
 * is variadic, which Swift cannot call.
 */
struct line_editor;

/* How a line ended. */
enum line_end {
	LINE_TYPED,
	/* Ctrl-D on an empty line, or the terminal is gone. */
	LINE_NO_MORE,
	/* Ctrl-C: the line counts for nothing. */
	LINE_INTERRUPTED,
	/* The descriptor to wake it by could be read. */
	LINE_WOKEN,
};

/*
 * Completes the text in front of the cursor. Both results are of malloc(), or
 * NULL: what to insert, and what to show below the line where nothing is sure.
 */
typedef void (*line_completer)(void *context, const char *text, size_t length,
			       char **insertion, char **listing);

/*
 * An editor on two descriptors of a terminal, which stay the caller's; NULL
 * where there is none to be had. `wake`, an eventfd(2), ends a read.
 */
struct line_editor *line_editor_open(int input, int output, int wake,
				     line_completer completer, void *context);
void line_editor_close(struct line_editor *editor);

/* Adds a line to what the arrow keys bring back. */
void line_editor_remember(struct line_editor *editor, const char *line);

/*
 * Reads one line; the text of `offered` stands in it as if it had been typed.
 * `line` is of malloc(), without a newline; NULL unless LINE_TYPED is returned.
 */
enum line_end line_editor_read(struct line_editor *editor, const char *prompt,
			       const char *offered, char **line);

/* What a reader of lines is woken by, an eventfd(2); -1 where there is none to be had. */
int line_wake_open(void);
void line_wake(int wake);
void line_wake_clear(int wake);

#endif

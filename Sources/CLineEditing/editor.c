#define _GNU_SOURCE
#include "clineediting.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

struct line_editor {
	EditLine *lines;
	History *history;
	FILE *in, *out;
	int wake;
	unsigned short columns;
	const char *prompt;
	enum line_end end;
	line_completer completer;
	void *context;
};

int line_wake_open(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void line_wake(int wake)
{
	eventfd_write(wake, 1);
}

void line_wake_clear(int wake)
{
	eventfd_t times;

	eventfd_read(wake, &times);
}

/* Lines that the arrow keys bring back. */
enum { REMEMBERED = 1000 };

static struct line_editor *owner(EditLine *lines)
{
	void *data = NULL;

	el_get(lines, EL_CLIENTDATA, &data);
	return data;
}

static char *prompt_of(EditLine *lines)
{
	return (char *)owner(lines)->prompt;
}

/* libedit looks at the width by itself only where it owns the signals. */
static void follow_width(struct line_editor *editor)
{
	struct winsize size;

	if (ioctl(fileno(editor->out), TIOCGWINSZ, &size) || size.ws_col == editor->columns)
		return;
	editor->columns = size.ws_col;
	el_resize(editor->lines);
}

/* One character; 0 at the end, or when the editor was woken. */
static int read_character(EditLine *lines, wchar_t *character)
{
	struct line_editor *editor = owner(lines);
	mbstate_t state = { 0 };

	for (;;) {
		struct pollfd files[] = {
			{ .fd = fileno(editor->in), .events = POLLIN },
			{ .fd = editor->wake, .events = POLLIN },
		};
		ssize_t count;
		size_t length;
		char byte;

		if (poll(files, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		if (files[1].revents & POLLIN) {
			line_wake_clear(editor->wake);
			editor->end = LINE_WOKEN;
			return 0;
		}
		count = read(fileno(editor->in), &byte, 1);
		if (count < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (count <= 0)
			return 0;
		follow_width(editor);
		length = mbrtowc(character, &byte, 1, &state);
		if (length == (size_t)-2)
			continue;
		/* No character of this encoding: shown as that. */
		if (length == (size_t)-1)
			*character = L'?';
		return 1;
	}
}

static unsigned char complete(EditLine *lines, int key)
{
	struct line_editor *editor = owner(lines);
	const LineInfo *info = el_line(lines);
	char *insertion = NULL, *listing = NULL;
	unsigned char result = CC_REFRESH_BEEP;

	(void)key;
	editor->completer(editor->context, info->buffer, (size_t)(info->cursor - info->buffer),
			  &insertion, &listing);
	if (insertion && *insertion) {
		if (!el_insertstr(lines, insertion))
			result = CC_REFRESH;
	} else if (listing && *listing) {
		fprintf(editor->out, "\n%s", listing);
		result = CC_REDISPLAY;
	}
	free(insertion);
	free(listing);
	return result;
}

static unsigned char interrupt(EditLine *lines, int key)
{
	(void)key;
	owner(lines)->end = LINE_INTERRUPTED;
	/* Behind all that was typed, for what is printed next. */
	el_cursor(lines, (int)(el_line(lines)->lastchar - el_line(lines)->cursor));
	fputc('\r', owner(lines)->out);
	el_set(lines, EL_REFRESH);
	return CC_EOF;
}

static void bind_keys(EditLine *lines)
{
	static const char *const keys[][2] = {
		{ "^I", "mtest-complete" },	   { "^C", "mtest-interrupt" },
		{ "^R", "em-inc-search-prev" },	   { "^W", "ed-delete-prev-word" },
		{ "\\e[3~", "ed-delete-next-char" }, { "\\e[1~", "ed-move-to-beg" },
		{ "\\e[4~", "ed-move-to-end" },	   { "\\e[H", "ed-move-to-beg" },
		{ "\\e[F", "ed-move-to-end" },	   { "\\e[1;5C", "em-next-word" },
		{ "\\e[1;5D", "ed-prev-word" },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		el_set(lines, EL_BIND, keys[i][0], keys[i][1], NULL);
}

struct line_editor *line_editor_open(int input, int output, int wake,
				     line_completer completer, void *context)
{
	struct line_editor *editor = calloc(1, sizeof(*editor));
	HistEvent event;

	if (!editor)
		return NULL;
	/* Letters beyond ASCII are letters in whatever locale, if the encoding is the usual one. */
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	editor->wake = wake;
	editor->completer = completer;
	editor->context = context;
	editor->prompt = "";
	editor->in = fdopen(fcntl(input, F_DUPFD_CLOEXEC, 3), "r");
	editor->out = fdopen(fcntl(output, F_DUPFD_CLOEXEC, 3), "w");
	if (editor->in && editor->out)
		editor->lines = el_init("mtest", editor->in, editor->out, editor->out);
	editor->history = history_init();
	if (!editor->lines || !editor->history) {
		line_editor_close(editor);
		return NULL;
	}
	el_set(editor->lines, EL_CLIENTDATA, editor);
	el_set(editor->lines, EL_EDITOR, "emacs");
	el_set(editor->lines, EL_PROMPT, prompt_of);
	el_set(editor->lines, EL_SIGNAL, 0);
	el_wset(editor->lines, EL_GETCFN, read_character);
	history(editor->history, &event, H_SETSIZE, REMEMBERED);
	history(editor->history, &event, H_SETUNIQUE, 1);
	el_set(editor->lines, EL_HIST, history, editor->history);
	el_set(editor->lines, EL_ADDFN, "mtest-complete", "Complete the word", complete);
	el_set(editor->lines, EL_ADDFN, "mtest-interrupt", "Give the line up", interrupt);
	/* While a line is typed Ctrl-C is a key, and ends the line alone. */
	el_set(editor->lines, EL_SETTY, "-d", "-isig", NULL);
	bind_keys(editor->lines);
	/* What the user likes better, from ~/.editrc. */
	el_source(editor->lines, NULL);
	return editor;
}

void line_editor_close(struct line_editor *editor)
{
	if (!editor)
		return;
	if (editor->lines)
		el_end(editor->lines);
	if (editor->history)
		history_end(editor->history);
	if (editor->in)
		fclose(editor->in);
	if (editor->out)
		fclose(editor->out);
	free(editor);
}

void line_editor_remember(struct line_editor *editor, const char *line)
{
	HistEvent event;

	history(editor->history, &event, H_ENTER, line);
}

enum line_end line_editor_read(struct line_editor *editor, const char *prompt,
			       const char *offered, char **line)
{
	const char *text;
	int count = 0;

	*line = NULL;
	editor->prompt = prompt;
	editor->end = LINE_TYPED;
	follow_width(editor);
	if (*offered)
		el_push(editor->lines, offered);
	/* Before the prompt is there, and not only after it: keys are keys from then on. */
	el_set(editor->lines, EL_PREP_TERM, 1);
	text = el_gets(editor->lines, &count);
	if (editor->end == LINE_INTERRUPTED) {
		fputs("^C\n", editor->out);
		el_reset(editor->lines);
	} else if (editor->end == LINE_TYPED && (!text || count <= 0)) {
		editor->end = LINE_NO_MORE;
	} else if (editor->end == LINE_TYPED) {
		*line = strndup(text, strcspn(text, "\n"));
	}
	if (editor->end == LINE_NO_MORE || editor->end == LINE_WOKEN)
		fputc('\n', editor->out);
	fflush(editor->out);
	return editor->end;
}

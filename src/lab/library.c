#include "lab/library.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "lab/match.h"

enum { LAB_FILE_MAX = 256 * 1024 };

struct topic {
	char *folded;
	int weight;           /* of the spelling */
	double score;         /* its square, times how few labs have it */
};

struct entry {
	char *name;
	bool tried;           /* parsed, or failed to, */
	enum language language;   /* in this language */
	struct lab *lab;      /* NULL when it does not parse */
	struct err err;       /* then why */
	struct topic *topics;
	int n_topics;
};

struct lab_library {
	char *dir;
	struct entry *entries;   /* by name */
	int count;
	bool weighed;            /* topics are ready */
	pthread_mutex_t lock;    /* of everything that is made on demand */
};

struct lab_library *lab_library_open(const char *dir, struct err *err)
{
	char **names;
	size_t n;
	if (!file_list(dir, &names, &n, err))
		return NULL;
	struct lab_library *library = mem_new(1, sizeof *library);
	library->dir = mem_copy(dir);
	library->entries = mem_new(n, sizeof *library->entries);
	pthread_mutex_init(&library->lock, NULL);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);
		if (len > 4 && str_ends(names[i], ".lab"))
			library->entries[library->count++].name = mem_copy_n(names[i], len - 4);
	}
	file_list_free(names, n);
	return library;
}

void lab_library_free(struct lab_library *library)
{
	if (!library)
		return;
	for (int i = 0; i < library->count; i++) {
		struct entry *entry = &library->entries[i];
		for (int k = 0; k < entry->n_topics; k++)
			free(entry->topics[k].folded);
		free(entry->topics);
		lab_unref(entry->lab);
		free(entry->name);
	}
	pthread_mutex_destroy(&library->lock);
	free(library->entries);
	free(library->dir);
	free(library);
}

int lab_library_count(const struct lab_library *library)
{
	return library->count;
}

const char *lab_library_name(const struct lab_library *library, int i)
{
	return library->entries[i].name;
}

/* ---- Finding and parsing ---- */

static struct entry *find(struct lab_library *library, const char *name, struct err *err)
{
	const char *near = NULL;
	int best = 3;
	for (int i = 0; i < library->count; i++) {
		struct entry *entry = &library->entries[i];
		if (strcmp(entry->name, name) == 0)
			return entry;
		int distance = str_distance(entry->name, name);
		if (distance < best) {
			best = distance;
			near = entry->name;
		}
	}
	err_say(err, ERR_NAME, near ? N_("there is no lab '%s'") : N_("there is no lab '%s' in %s"), name,
	        library->dir);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	return NULL;
}

static char *read_source(const struct lab_library *library, const struct entry *entry,
                         struct err *err)
{
	struct str file = STR_INIT;
	str_addf(&file, "%s.lab", entry->name);
	char *path = file_join(library->dir, file.data);
	size_t len;
	char *source = file_read(path, LAB_FILE_MAX, &len, err);
	if (source && strlen(source) != len) {
		err_say(err, ERR_FORMAT, "%s contains a NUL byte; a lab is plain text", path);
		free(source);
		source = NULL;
	}
	free(path);
	str_done(&file);
	return source;
}

/* Only names of the folder's own list are ever opened, so a name cannot lead out of it. */
static char *load(void *context, const char *name, struct err *err)
{
	struct lab_library *library = context;
	struct entry *entry = find(library, name, err);
	return entry ? read_source(library, entry, err) : NULL;
}

struct program_loader lab_library_loader(struct lab_library *library)
{
	return (struct program_loader){ .load = load, .context = library };
}

/* What does not parse says so in the language that is set now. */
static void parse_once(struct lab_library *library, struct entry *entry)
{
	if (entry->tried && (entry->lab || entry->language == i18n_language()))
		return;
	entry->tried = true;
	entry->language = i18n_language();
	struct program_loader loader = lab_library_loader(library);
	char *source = read_source(library, entry, &entry->err);
	if (source)
		entry->lab = lab_parse(entry->name, source, &loader, &entry->err);
	if (entry->lab) {
		char *path = file_join(library->dir, entry->name);
		lab_stands_at(entry->lab, path);
		lab_trust(entry->lab);
		free(path);
	}
	free(source);
}

const struct lab *lab_library_find(struct lab_library *library, const char *name, struct err *err)
{
	struct entry *entry = find(library, name, err);
	if (!entry)
		return NULL;
	pthread_mutex_lock(&library->lock);
	parse_once(library, entry);
	pthread_mutex_unlock(&library->lock);
	if (!entry->lab)
		*err = entry->err;
	return entry->lab;
}

/* ---- Matching ---- */

static bool entry_has(const struct entry *entry, const char *folded)
{
	for (int k = 0; k < entry->n_topics; k++)
		if (strcmp(entry->topics[k].folded, folded) == 0)
			return true;
	return false;
}

static void add_topic(struct entry *entry, const char *text)
{
	struct str folded = STR_INIT;
	match_fold(text, &folded);
	if (folded.len && !entry_has(entry, folded.data)) {
		int weight = match_weight(text);
		entry->topics = mem_grow(entry->topics, (size_t)entry->n_topics + 1, sizeof *entry->topics);
		entry->topics[entry->n_topics++] = (struct topic){
			.folded = str_take(&folded),
			.weight = weight,
			.score = (double)weight * weight,
		};
	}
	str_done(&folded);
}

/* A topic of one lab alone keeps its score; one that every lab has keeps almost nothing. */
static void weigh_by_rarity(struct lab_library *library)
{
	for (int i = 0; i < library->count; i++)
		for (int k = 0; k < library->entries[i].n_topics; k++) {
			struct topic *topic = &library->entries[i].topics[k];
			int have = 0;
			for (int j = 0; j < library->count; j++)
				have += entry_has(&library->entries[j], topic->folded);
			topic->score *= log1p((double)library->count / have) / log1p(library->count);
		}
}

/* The `topics` statements of a lab: all that matching has to parse. */
static void pick_topic_lines(const char *source, struct str *out)
{
	for (const char *line = source; *line;) {
		size_t len = strcspn(line, "\n");
		len += line[len] == '\n';
		if (str_starts(line, "topics"))
			str_add_n(out, line, len);
		line += len;
	}
}

static void read_topics(const struct lab_library *library, struct entry *entry)
{
	struct err ignored;
	struct str lines = STR_INIT;
	char *source = read_source(library, entry, &ignored);
	pick_topic_lines(source ? source : "", &lines);
	struct program *program = program_parse(lines.data, NULL, &ignored);
	for (int i = 0; program && i < program->n_topics; i++)
		add_topic(entry, program->topics[i]);
	program_free(program);
	str_done(&lines);
	free(source);
}

static void weigh(struct lab_library *library)
{
	if (library->weighed)
		return;
	library->weighed = true;
	for (int i = 0; i < library->count; i++)
		read_topics(library, &library->entries[i]);
	weigh_by_rarity(library);
}

/* 0 unless a topic occurs that tells enough alone; then all that occur count. */
static double score(const struct entry *entry, const char *folded_text)
{
	double sum = 0;
	bool enough = false;
	for (int k = 0; k < entry->n_topics; k++) {
		const struct topic *topic = &entry->topics[k];
		if (!match_speaks_of(folded_text, topic->folded))
			continue;
		sum += topic->score;
		enough |= topic->weight >= MATCH_ENOUGH;
	}
	return enough ? sum : 0;
}

/* The best of those that parse, as far as is known. */
static struct entry *find_best(const struct lab_library *library, const char *folded_text)
{
	struct entry *best = NULL;
	double best_score = 0;
	for (int i = 0; i < library->count; i++) {
		struct entry *entry = &library->entries[i];
		double points = entry->tried && !entry->lab ? 0 : score(entry, folded_text);
		if (points > best_score) {
			best_score = points;
			best = entry;
		}
	}
	return best;
}

const struct lab *lab_library_match(struct lab_library *library, const char *const *texts,
                                    int n_texts)
{
	struct str folded = STR_INIT;
	for (int i = 0; i < n_texts; i++) {
		match_fold(texts[i] ? texts[i] : "", &folded);
		str_add_char(&folded, '\n');   /* no topic reaches from one text into the next */
	}
	pthread_mutex_lock(&library->lock);
	weigh(library);
	struct entry *best;
	while ((best = find_best(library, folded.data)) && !best->lab)
		parse_once(library, best);   /* one that fails is not found again */
	pthread_mutex_unlock(&library->lock);
	str_done(&folded);
	return best ? best->lab : NULL;
}

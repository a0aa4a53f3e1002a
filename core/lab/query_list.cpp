#include "core/lab/query_list.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "core/support/error.h"
#include "core/support/text_finder.h"
#include "core/support/thread_pool.h"

namespace orl {

namespace {

constexpr std::size_t kChunk = 16'384;  // queries between two looks at the stop token

template <typename Work>
void inChunks(std::size_t count, std::size_t threads, const std::stop_token& stop, Work&& work) {
    const std::size_t chunks = (count + kChunk - 1) / kChunk;
    forEachItem(chunks, std::min(threads, std::max<std::size_t>(1, chunks)), stop,
                [&](std::size_t chunk) {
                    const std::size_t end = std::min(count, (chunk + 1) * kChunk);
                    for (std::size_t i = chunk * kChunk; i < end; ++i) work(i);
                });
}

bool isText(QueryField field) {
    return field == QueryField::Text || field == QueryField::Task;
}

bool followsRouting(QueryField field) {
    return !isText(field) && field != QueryField::Level;
}

/// One key of every query.
struct Key {
    bool descending = false;
    std::vector<double> numbers;
};

/// Orders by one key, unknown last; 0 where they are equal.
int compare(const Key& key, std::uint32_t a, std::uint32_t b) {
    const double x = key.numbers[a];
    const double y = key.numbers[b];
    if (x == y) return 0;
    if (std::isnan(x) || std::isnan(y)) {
        if (std::isnan(x) && std::isnan(y)) return 0;
        return std::isnan(x) ? 1 : -1;
    }
    return (x < y) != key.descending ? -1 : 1;
}

/// The first bytes of a text as a number in the order of the texts.
std::uint64_t firstBytes(std::string_view text) {
    std::uint64_t number = 0;
    for (std::size_t k = 0; k < sizeof number; ++k) {
        number = number << 8U | (k < text.size() ? static_cast<unsigned char>(text[k]) : 0U);
    }
    return number;
}

/// Sorts halves on threads of their own and merges them.
template <typename Item, typename Less>
void sortShared(std::vector<Item>& list, std::size_t threads, const std::stop_token& stop,
                Less less) {
    constexpr std::size_t kWorthSharing = 20'000;
    if (threads < 2 || list.size() < kWorthSharing) {
        std::sort(list.begin(), list.end(), less);
        return;
    }
    const auto middle = list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2);
    forEachItem(2, 2, stop, [&](std::size_t half) {
        if (half == 0) {
            std::sort(list.begin(), middle, less);
        } else {
            std::sort(middle, list.end(), less);
        }
    });
    std::inplace_merge(list.begin(), middle, list.end(), less);
}

bool isRight(double score) {
    return score >= 0.5;
}

/// Everything but the text.
class Sieve {
  public:
    Sieve(const QueryFields& fields, const QueryFilter& filter)
        : m_fields(fields),
          m_filter(filter),
          m_tasks(filter.tasks.begin(), filter.tasks.end()),
          m_models(fields.solve().experiment->models.size(), filter.chosen.empty()),
          m_levels(fields.solve().experiment->levelNames.size(), filter.levels.empty()) {
        for (const std::int32_t model : filter.chosen) mark(m_models, model);
        for (const std::int32_t level : filter.levels) mark(m_levels, level);
        if (!filter.within) return;
        m_within.assign(fields.size(), 0);
        for (const std::uint32_t i : *filter.within) {
            if (i < m_within.size()) m_within[i] = 1;
        }
    }

    bool passes(std::size_t i) const {
        const std::int32_t chosen = m_fields.chosen(i);
        if (!m_within.empty() && m_within[i] == 0) return false;
        if (m_filter.within && m_within.empty()) return false;
        if (!m_filter.chosen.empty() && (chosen < 0 || !m_models[std::size_t(chosen)]))
            return false;
        if (!m_levels[std::size_t(m_fields.solve().experiment->level[i])]) return false;
        if (!m_tasks.empty() && !m_tasks.contains(m_fields.query(i).task)) return false;
        if (m_filter.disagrees && (m_fields.ofRouter(i) < 0 || m_fields.ofRouter(i) == chosen))
            return false;
        if (m_filter.moved && (m_fields.pinned(i) < 0 || m_fields.pinned(i) == chosen))
            return false;
        return outcomePasses(i) && std::ranges::all_of(m_filter.ranges, [&](const auto& range) {
                   const double value = m_fields.number(range.field, i);
                   return value >= range.least && value <= range.greatest;
               });
    }

  private:
    static void mark(std::vector<char>& flags, std::int32_t which) {
        if (which >= 0 && std::size_t(which) < flags.size()) flags[std::size_t(which)] = 1;
    }

    bool outcomePasses(std::size_t i) const {
        if (m_filter.outcome == QueryFilter::Outcome::Any) return true;
        const double score = m_fields.number(QueryField::Score, i);
        if (std::isnan(score)) return m_filter.outcome == QueryFilter::Outcome::Unknown;
        return m_filter.outcome ==
               (isRight(score) ? QueryFilter::Outcome::Right : QueryFilter::Outcome::Wrong);
    }

    const QueryFields& m_fields;
    const QueryFilter& m_filter;
    std::unordered_set<std::string> m_tasks;
    std::vector<char> m_models;
    std::vector<char> m_levels;
    std::vector<char> m_within;
};

}  // namespace

int QueryFilter::conditions() const {
    return int(!text.empty()) + int(!tasks.empty()) + int(!levels.empty()) + int(!chosen.empty()) +
           int(outcome != Outcome::Any) + int(disagrees) + int(moved) + int(within != nullptr) +
           int(ranges.size());
}

const std::vector<char>& QueryLister::hits(const QueryFields& fields, const std::string& text,
                                           const std::stop_token& stop) {
    if (m_hits.size() == fields.size() && m_hitsOf == text) return m_hits;
    const TextFinder finder(text);
    // Whoever types on searches among what was found.
    const bool narrower = m_hits.size() == fields.size() && !m_hitsOf.empty() &&
                          finder.wanted().find(smallLetters(m_hitsOf)) != std::string::npos;
    std::vector<char> found(fields.size(), 0);
    inChunks(fields.size(), threadCount(m_threads, fields.size()), stop, [&](std::size_t i) {
        if (narrower && m_hits[i] == 0) return;
        found[i] = finder.in(fields.query(i).text) ? 1 : 0;
    });
    m_hits = std::move(found);
    m_hitsOf = text;
    return m_hits;
}

const std::vector<double>& QueryLister::ranks(const QueryFields& fields, QueryField field,
                                              const std::stop_token& stop) {
    std::vector<double>& known = field == QueryField::Task ? m_taskRanks : m_textRanks;
    if (known.size() == fields.size()) return known;
    struct Item {
        std::uint64_t first;
        std::string_view text;
        std::uint32_t query;
    };
    const std::size_t threads = threadCount(m_threads, fields.size());
    std::vector<Item> items(fields.size());
    inChunks(fields.size(), threads, stop, [&](std::size_t i) {
        const std::string_view text =
            field == QueryField::Task ? std::string_view(fields.query(i).task) : fields.ownText(i);
        items[i] = {firstBytes(text), text, static_cast<std::uint32_t>(i)};
    });
    sortShared(items, threads, stop, [](const Item& a, const Item& b) {
        return a.first != b.first ? a.first < b.first : a.text < b.text;
    });
    std::vector<double> ranks(items.size());
    double rank = 0.0;
    for (std::size_t k = 0; k < items.size(); ++k) {
        if (k > 0 && items[k].text != items[k - 1].text) ++rank;
        ranks[items[k].query] = rank;
    }
    known = std::move(ranks);
    return known;
}

QueryList QueryLister::sorted(const QueryFields& fields, const std::vector<QuerySort>& sort,
                              const std::stop_token& stop) {
    const std::size_t threads = threadCount(m_threads, fields.size());
    std::vector<Key> keys;
    keys.reserve(sort.size());
    for (const QuerySort& each : sort) {
        Key key{each.descending, {}};
        if (isText(each.field)) {
            key.numbers = ranks(fields, each.field, stop);
        } else {
            key.numbers.resize(fields.size());
            inChunks(fields.size(), threads, stop,
                     [&](std::size_t i) { key.numbers[i] = fields.number(each.field, i); });
        }
        keys.push_back(std::move(key));
    }
    QueryList all(fields.size());
    std::iota(all.begin(), all.end(), 0U);
    if (keys.empty()) return all;
    sortShared(all, threads, stop, [&](std::uint32_t a, std::uint32_t b) {
        for (const Key& key : keys) {
            const int order = compare(key, a, b);
            if (order != 0) return order < 0;
        }
        return a < b;
    });
    return all;
}

std::shared_ptr<const QueryList> QueryLister::list(const QueryFields& fields,
                                                   const QueryFilter& filter,
                                                   const std::vector<QuerySort>& sort, bool freeze,
                                                   const std::stop_token& stop) {
    const bool sameQueries = m_experiment && m_data == fields.data() &&
                             (m_experiment == fields.solve().experiment ||
                              m_experiment->rows == fields.solve().experiment->rows);
    if (!sameQueries) {
        m_hits.clear();
        m_order.clear();
        m_taskRanks.clear();
        m_textRanks.clear();
    }
    // Other prices leave the queries, and what was found in them, as they are.
    if (m_experiment != fields.solve().experiment) m_sortsSolve = true;
    m_experiment = fields.solve().experiment;
    m_data = fields.data();
    const bool sameSort = !m_order.empty() && m_sort == sort;
    if (!sameSort || (m_sortsSolve && !freeze)) {
        m_order = sorted(fields, sort, stop);
        m_sort = sort;
        m_sortsSolve = std::ranges::any_of(
            sort, [](const QuerySort& each) { return followsRouting(each.field); });
    }
    const Sieve sieve(fields, filter);
    const std::vector<char>* found =
        filter.text.empty() ? nullptr : &hits(fields, filter.text, stop);
    auto list = std::make_shared<QueryList>();
    if (filter.conditions() == 0) {
        *list = m_order;
        return list;
    }
    std::vector<char> passes(fields.size(), 0);
    inChunks(fields.size(), threadCount(m_threads, fields.size()), stop, [&](std::size_t i) {
        passes[i] = (!found || (*found)[i] != 0) && sieve.passes(i) ? 1 : 0;
    });
    list->reserve(static_cast<std::size_t>(std::ranges::count(passes, 1)));
    for (const std::uint32_t i : m_order) {
        if (passes[i] != 0) list->push_back(i);
    }
    return list;
}

PartFigures figuresOf(const QueryFields& fields, const QueryList& list) {
    const SolveView& solve = fields.solve();
    return figuresOf(*solve.experiment,
                     solve.assignment ? std::span<const std::int32_t>(*solve.assignment)
                                      : std::span<const std::int32_t>(),
                     list);
}

}  // namespace orl

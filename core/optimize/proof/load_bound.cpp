#include "core/optimize/proof/load_bound.h"

#include <algorithm>
#include <limits>

namespace orl {

void LoadBound::list(const CoreItems& core, double reach, double spared, std::size_t most) {
    m_full = core.fullLoads();
    m_mask = core.lanesAbove(spared);
    m_beyond = std::numeric_limits<double>::infinity();
    m_work = 0;
    m_entries.assign(1, {m_full, 0.0});
    for (const CoreItems::Item& item : core.items()) {
        if (item.margin > reach) break;
        add(core, item, reach);
        keepLeast(most);
    }
}

/// Adds the loads from which one of the item's deviations leads to loads that are listed.
void LoadBound::add(const CoreItems& core, const CoreItems::Item& item, double reach) {
    m_added.clear();
    for (const CoreItems::Option& option : core.options(item)) {
        if (exact(m_full + option.change) == m_full || option.regret > reach) continue;
        m_work += m_entries.size();
        for (const Entry& entry : m_entries) {
            const double least = entry.least + option.regret;
            if (least > reach) continue;
            const LoadKey loads = exact(entry.loads - option.change);
            if (core.within(loads, option))
                m_added.push_back({loads, least});
            else
                m_beyond = std::min(m_beyond, least);
        }
    }
    const auto before = [](const Entry& a, const Entry& b) {
        return a.loads < b.loads || (a.loads == b.loads && a.least < b.least);
    };
    std::sort(m_added.begin(), m_added.end(), before);
    m_merged.resize(m_entries.size() + m_added.size());
    std::merge(m_entries.begin(), m_entries.end(), m_added.begin(), m_added.end(), m_merged.begin(),
               before);
    const auto end = std::unique(m_merged.begin(), m_merged.end(),
                                 [](const Entry& a, const Entry& b) { return a.loads == b.loads; });
    m_merged.erase(end, m_merged.end());
    m_entries.swap(m_merged);
}

/// Leaves those that need least.
void LoadBound::keepLeast(std::size_t most) {
    if (m_entries.size() <= most) return;
    m_merged = m_entries;
    const auto last = m_merged.begin() + static_cast<std::ptrdiff_t>(most);
    std::nth_element(m_merged.begin(), last, m_merged.end(),
                     [](const Entry& a, const Entry& b) { return a.least < b.least; });
    m_beyond = std::min(m_beyond, last->least);
    std::erase_if(m_entries, [&](const Entry& entry) { return entry.least >= m_beyond; });
}

double LoadBound::least(const LoadKey& loads, std::size_t& hint) const {
    const LoadKey key = exact(loads);
    const auto before = [](const Entry& entry, const LoadKey& value) {
        return entry.loads < value;
    };
    const std::size_t size = m_entries.size();
    if (hint >= size || key < m_entries[hint].loads) hint = 0;
    std::size_t step = 1;
    while (hint + step < size && m_entries[hint + step].loads < key) {
        hint += step;
        step *= 2;
    }
    const auto first = m_entries.begin() + static_cast<std::ptrdiff_t>(hint);
    const auto last =
        m_entries.begin() + static_cast<std::ptrdiff_t>(std::min(hint + step + 1, size));
    const auto found = std::lower_bound(first, last, key, before);
    hint = static_cast<std::size_t>(found - m_entries.begin());
    if (found == m_entries.end() || found->loads != key) return m_beyond;
    return std::min(found->least, m_beyond);
}

}  // namespace orl

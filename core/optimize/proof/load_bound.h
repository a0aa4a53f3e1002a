#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

#include "core/optimize/proof/core_items.h"

namespace orl {

/// The least regret by which deviations bring loads to where they have to be, whatever else they
/// change: a shortest path over the loads that must equal their capacities. No completion of a
/// state with these loads has less.
class LoadBound {
  public:
    explicit LoadBound(std::pmr::memory_resource* memory)
        : m_entries(memory), m_added(memory), m_merged(memory) {}

    /// Lists the loads from which `reach` is enough.
    /// @param spared lanes with a price up to this are left out: a free slot may be cheaper
    /// @param most   loads listed; of the others it is known only that they need as much as those
    void list(const CoreItems& core, double reach, double spared, std::size_t most);

    /// @param hint where the last loads were found: those that rise from call to call are found at
    ///             once
    double least(const LoadKey& loads, std::size_t& hint) const;
    /// The loads with those that need not come out even taken to do so.
    LoadKey exact(const LoadKey& loads) const {
        return {(loads.high & m_mask.high) | (m_full.high & ~m_mask.high),
                (loads.low & m_mask.low) | (m_full.low & ~m_mask.low)};
    }
    /// Loads listed, and how many were looked at for that.
    std::size_t size() const { return m_entries.size(); }
    std::size_t work() const { return m_work; }

  private:
    struct Entry {
        LoadKey loads;
        double least;
    };

    void add(const CoreItems& core, const CoreItems::Item& item, double reach);
    void keepLeast(std::size_t most);

    LoadKey m_full;
    LoadKey m_mask;                     ///< lanes that have to come out even
    std::pmr::vector<Entry> m_entries;  ///< by loads
    std::pmr::vector<Entry> m_added;
    std::pmr::vector<Entry> m_merged;
    double m_beyond = 0.0;  ///< no loads that are not listed need less
    std::size_t m_work = 0;
};

}  // namespace orl

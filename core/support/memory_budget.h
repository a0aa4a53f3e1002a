#pragma once

#include <cstddef>
#include <memory_resource>
#include <new>

namespace orl {

/// The memory of what a solve lists, which can be far more than its input: moves between every two
/// models, states of a search. Counted to the byte and refused beyond a limit, so that no structure
/// that allocates from here can take more, whatever it is. Of one thread.
class MemoryBudget final : public std::pmr::memory_resource {
  public:
    /// Thrown in place of an allocation beyond the limit. Who can do without what was to be listed
    /// catches it; the structure that it was for is to be cleared.
    struct Spent : std::bad_alloc {
        const char* what() const noexcept override { return "the memory budget is spent"; }
    };

    /// Sets the limit in bytes, what is held already included, and starts a new peak.
    void open(std::size_t limit) {
        m_limit = limit;
        m_peak = m_used;
    }
    std::size_t used() const { return m_used; }
    std::size_t peak() const { return m_peak; }  ///< since open()

  private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        if (bytes > m_limit || m_used > m_limit - bytes) throw Spent();
        void* memory = std::pmr::new_delete_resource()->allocate(bytes, alignment);
        m_used += bytes;
        m_peak = m_peak < m_used ? m_used : m_peak;
        return memory;
    }
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override {
        std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
        m_used -= bytes;
    }
    bool do_is_equal(const memory_resource& other) const noexcept override {
        return this == &other;
    }

    std::size_t m_limit = static_cast<std::size_t>(-1);
    std::size_t m_used = 0;
    std::size_t m_peak = 0;
};

}  // namespace orl

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace orl {

/// Something that happens at a moment of a simulation.
template <typename What>
struct TimedEvent {
    double time = 0.0;  ///< seconds
    std::uint64_t order =
        0;  ///< of scheduling: what was scheduled first at one moment happens first
    What what;
};

/// Pending events, earliest first. A heap of four children a node: half as deep as one of two, and
/// the four lie side by side in memory. Equal times leave in the order in which they were put in,
/// so that a run does not depend on how the heap is built.
template <typename What>
class EventQueue {
  public:
    using Event = TimedEvent<What>;

    bool empty() const { return m_heap.empty(); }
    std::size_t size() const { return m_heap.size(); }
    const Event& top() const { return m_heap.front(); }

    void push(double time, What what) {
        std::size_t hole = m_heap.size();
        const Event event{time, m_order++, what};
        m_heap.push_back(event);
        while (hole > 0) {
            const std::size_t parent = (hole - 1) / kChildren;
            if (!before(event, m_heap[parent])) break;
            m_heap[hole] = m_heap[parent];
            hole = parent;
        }
        m_heap[hole] = event;
    }

    void pop() {
        const Event last = m_heap.back();
        m_heap.pop_back();
        if (m_heap.empty()) return;
        std::size_t hole = 0;
        for (;;) {
            const std::size_t first = hole * kChildren + 1;
            if (first >= m_heap.size()) break;
            std::size_t least = first;
            const std::size_t end = std::min(first + kChildren, m_heap.size());
            for (std::size_t child = first + 1; child < end; ++child) {
                if (before(m_heap[child], m_heap[least])) least = child;
            }
            if (!before(m_heap[least], last)) break;
            m_heap[hole] = m_heap[least];
            hole = least;
        }
        m_heap[hole] = last;
    }

  private:
    static constexpr std::size_t kChildren = 4;
    static bool before(const Event& left, const Event& right) {
        return left.time < right.time || (left.time == right.time && left.order < right.order);
    }

    std::vector<Event> m_heap;
    std::uint64_t m_order = 0;
};

}  // namespace orl

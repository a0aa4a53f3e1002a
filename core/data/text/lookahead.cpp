#include "core/data/text/lookahead.h"

#include <algorithm>

namespace orl {

void Lookahead::refill() {
    if (m_stop.stop_requested()) throw Cancelled();
    if (!m_reading) {
        const char* end = m_again.data() + m_again.size();
        if (m_end != end) {
            m_end += std::min(kPiece, static_cast<std::size_t>(end - m_end));
            return;
        }
        m_reading = true;
    } else if (m_ended) {
        return;
    } else {
        m_chunk = m_source.next();
        m_ended = m_chunk.empty();
    }
    m_begin = m_at = m_chunk.data();
    m_end = m_begin + m_chunk.size();
    // A chunk is empty at the end alone, and then there is nothing after what was given back.
}

bool Lookahead::giveBack(std::string_view text) {
    if (m_givenBack + text.size() > kFree + kTimesRead * m_source.bytesRead()) return false;
    m_givenBack += text.size();
    const auto atHand = static_cast<std::size_t>(m_at - m_begin);
    if (text.size() <= atHand) {
        m_at -= text.size();
        return true;
    }
    if (m_reading) m_again.clear();
    m_again.insert(0, text.substr(0, text.size() - atHand));
    m_reading = false;
    m_begin = m_at = m_end = m_again.data();
    return true;
}

}  // namespace orl

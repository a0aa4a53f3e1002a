#pragma once

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string_view>

#include "core/support/error.h"

namespace orl {

/// Characters of a text; asks at every megabyte of it whether to stop, whatever stands there.
class PolledText {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    PolledText(const char* at, const std::stop_token* stop) : m_at(at), m_stop(stop) {}
    reference operator*() const { return *m_at; }
    PolledText& operator++() {
        constexpr std::uintptr_t between = 1U << 20U;
        ++m_at;
        const bool poll = reinterpret_cast<std::uintptr_t>(m_at) % between == 0;
        if (poll && m_stop->stop_requested()) throw Cancelled();
        return *this;
    }
    bool operator==(const PolledText& other) const { return m_at == other.m_at; }

  private:
    const char* m_at;
    const std::stop_token* m_stop;
};

/// Tells a handler (nlohmann's SAX interface) what stands in a JSON text, and builds nothing.
/// @return false if it is no JSON or the handler has refused it. @throws Cancelled
template <typename Handler>
bool readJsonEvents(std::string_view text, Handler& handler, const std::stop_token& stop) {
    return nlohmann::json::sax_parse(PolledText(text.data(), &stop),
                                     PolledText(text.data() + text.size(), &stop), &handler);
}

}  // namespace orl

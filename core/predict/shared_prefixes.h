#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/predict/bytes.h"

namespace orl {

/// Long beginnings that many training texts share: instructions and worked
/// examples that a benchmark puts before every question. They say which kind of
/// question follows, and nothing about how hard it is, but outweigh it by far
/// in length.
class SharedPrefixes {
  public:
    SharedPrefixes() = default;
    /// Finds beginnings of at least 40 bytes that at least max(20, 2 %) of the
    /// texts share.
    static SharedPrefixes find(std::vector<std::string_view> texts);

    struct Parts {
        int prefix = -1;        ///< number of the longest known beginning, -1 for none
        std::string_view rest;  ///< what follows it
    };
    Parts split(std::string_view text) const;
    const std::vector<std::string>& prefixes() const { return m_prefixes; }

    void write(ByteWriter& out) const;
    static SharedPrefixes read(ByteReader& in);

  private:
    std::vector<std::string> m_prefixes;  ///< longest first
};

}  // namespace orl

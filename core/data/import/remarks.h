#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/data/import/import.h"

namespace orl {

/// Collects remarks; those of the same kind, file and wording are one remark with a count, the
/// first line and the first example.
class Remarks {
  public:
    using Kind = ImportRemark::Kind;

    void add(Kind kind, const std::string& file, std::uint64_t line, const std::string& what,
             const std::string& example = {}, std::uint64_t count = 1);
    /// How many repairs or refusals there were in all.
    std::uint64_t count(Kind kind) const;
    /// In the order in which they first occurred.
    std::vector<ImportRemark> list() const;

  private:
    struct Entry {
        ImportRemark remark;
        std::string example;
    };
    std::vector<Entry> m_entries;
    std::map<std::tuple<Kind, std::string, std::string>, std::size_t> m_index;
};

}  // namespace orl

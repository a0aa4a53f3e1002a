#include "core/data/import/remarks.h"

namespace orl {

void Remarks::add(Kind kind, const std::string& file, std::uint64_t line, const std::string& what,
                  const std::string& example, std::uint64_t count) {
    const auto [place, isNew] = m_index.try_emplace({kind, file, what}, m_entries.size());
    if (isNew) {
        m_entries.push_back({{kind, file, line, what, count}, example});
    } else {
        m_entries[place->second].remark.count += count;
    }
}

std::uint64_t Remarks::count(Kind kind) const {
    std::uint64_t sum = 0;
    for (const Entry& entry : m_entries) {
        if (entry.remark.kind == kind) sum += entry.remark.count;
    }
    return sum;
}

std::vector<ImportRemark> Remarks::list() const {
    std::vector<ImportRemark> remarks;
    remarks.reserve(m_entries.size());
    for (const Entry& entry : m_entries) {
        remarks.push_back(entry.remark);
        if (!entry.example.empty()) remarks.back().what += " (first: " + entry.example + ")";
    }
    return remarks;
}

}  // namespace orl

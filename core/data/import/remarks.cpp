#include "core/data/import/remarks.h"

#include "core/support/unicode.h"

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
        ImportRemark& remark = remarks.emplace_back(entry.remark);
        if (!entry.example.empty()) remark.what += " (first: " + entry.example + ")";
        remark.what = printable(remark.what);
        remark.file = printable(remark.file);
    }
    return remarks;
}

}  // namespace orl

#include "core/support/nearest_name.h"

#include <algorithm>
#include <utility>

namespace orl {

namespace {

std::size_t distanceOf(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j < row.size(); ++j) {
            const std::size_t changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

/// What people write otherwise without meaning another name.
std::string letterForm(std::string_view name) {
    std::string form;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            form += static_cast<char>(c - 'A' + 'a');
        else if (c != '-' && c != '_' && c != ' ' && c != '.')
            form += c;
    }
    return form;
}

}  // namespace

std::string nearestName(std::string_view name, const std::vector<std::string>& known) {
    constexpr std::size_t kLongest = 200;
    const std::string form = letterForm(name.substr(0, kLongest));
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, form.size() / 3) + 1;
    for (const std::string& each : known) {
        const std::string other = letterForm(std::string_view(each).substr(0, kLongest));
        // A provider's prefix or a date behind the name.
        const bool part =
            form.size() > 3 && other.size() > 3 &&
            (form.find(other) != std::string::npos || other.find(form) != std::string::npos);
        const std::size_t distance =
            std::min(distanceOf(form, other), part ? std::size_t{2} : form.size() + other.size());
        if (distance < least) {
            least = distance;
            nearest = each;
        }
    }
    return nearest;
}

}  // namespace orl

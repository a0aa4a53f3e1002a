#include "ui/widgets/overall_progress.h"

#include <algorithm>

namespace orl {

namespace {
// Ten fits count as one stage, and the parts of one of them go back by a tenth.
constexpr double kSameStage = 0.15;
}  // namespace

double OverallProgress::update(double share) {
    if (share < 0.0) return m_overall;
    const double part = std::min(share, 1.0);
    if (part < m_share - kSameStage) {
        m_from += (1.0 - m_from) * 0.5 * m_share;
        m_share = 0.0;
    }
    m_share = std::max(m_share, part);
    m_overall = std::max(m_overall, m_from + (1.0 - m_from) * 0.5 * m_share);
    return m_overall;
}

}  // namespace orl

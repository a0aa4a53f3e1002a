#pragma once

#include <QPainter>
#include <QRectF>

#include "core/lab/report/report.h"

namespace orl::sheet {

/// Rules at equal accuracy and levers of the first page, as many as there is room for.
class FirstPageTables {
  public:
    explicit FirstPageTables(const Report& report);
    qreal height() const;
    /// Leaves one more row out. @return false: nothing can be left out any more
    bool shorten();
    void paint(QPainter& painter, const QRectF& room) const;

  private:
    qreal rulesHeight() const;
    qreal leversHeight() const;
    qreal paintRules(QPainter& painter, const QRectF& room) const;
    void paintRule(QPainter& painter, const QRectF& row, const ReportRule& rule) const;
    void paintLevers(QPainter& painter, const QRectF& room) const;

    const Report& m_report;
    std::size_t m_rules;
    std::size_t m_levers;
};

}  // namespace orl::sheet

#pragma once

#include <QPainter>
#include <QRectF>
#include <vector>

#include "core/lab/report/report.h"

namespace orl::sheet {

/// The page of conclusion: question, answer, figures, charts, rules, levers, and what they rest on.
/// All of it fits: charts take what the words leave, and where that is too little, the last rules
/// and levers are left out and counted.
/// @param room without the margins; lengths as in sheet.h
void paintFirstPage(QPainter& painter, const QRectF& room, const Report& report);

/// What a page of that width has no room for, as it should stand elsewhere in full.
std::vector<ReportParagraph> cutOnFirstPage(const Report& report, qreal width);

}  // namespace orl::sheet

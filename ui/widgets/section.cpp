#include "ui/widgets/section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace orl {

namespace {
constexpr int kLabelWidth = 92;
}

Section::Section(const QString& title, QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    auto* label = new QLabel(title);
    QFont strong = label->font();
    strong.setWeight(QFont::DemiBold);
    label->setFont(strong);
    m_column->addWidget(label);
}

void Section::addRow(const QString& label, QWidget* widget, const QString& tooltip) {
    auto* caption = new QLabel(label);
    caption->setBuddy(widget);
    caption->setMinimumWidth(kLabelWidth);
    caption->setToolTip(tooltip);
    widget->setToolTip(tooltip);
    widget->setAccessibleName(QString(label).remove('&'));
    widget->setAccessibleDescription(tooltip);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(caption);
    row->addWidget(widget, 1);
    m_column->addLayout(row);
}

}  // namespace orl

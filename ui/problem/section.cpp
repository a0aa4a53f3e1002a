#include "ui/problem/section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace orl {

namespace {
constexpr int kLabelWidth = 74;
}

Section::Section(const QString& title, QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(3);
    auto* label = new QLabel(title);
    QFont strong = label->font();
    strong.setWeight(QFont::DemiBold);
    label->setFont(strong);
    m_column->addWidget(label);
}

QLabel* Section::describe(const QString& label, QWidget* widget, const QString& tooltip) {
    auto* caption = new QLabel(label);
    caption->setBuddy(widget);
    caption->setToolTip(tooltip);
    widget->setToolTip(tooltip);
    widget->setAccessibleName(QString(label).remove('&'));
    widget->setAccessibleDescription(tooltip);
    return caption;
}

void Section::addRow(const QString& label, QWidget* widget, const QString& tooltip) {
    QLabel* caption = describe(label, widget, tooltip);
    caption->setMinimumWidth(kLabelWidth);
    m_row = new QHBoxLayout;
    m_row->setSpacing(6);
    m_row->addWidget(caption);
    m_row->addWidget(widget, 1);
    m_column->addLayout(m_row);
}

void Section::addToRow(const QString& label, QWidget* widget, const QString& tooltip) {
    m_row->addWidget(describe(label, widget, tooltip));
    m_row->addWidget(widget, 1);
}

}  // namespace orl

"""The 绩效自评报告 drafted from the forms: outlines are Word files with tags, filled with facts."""

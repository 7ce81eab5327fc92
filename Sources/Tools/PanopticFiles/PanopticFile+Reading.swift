extension PanopticFile.Segment {
    /// Area and box may be missing, or be fractions as some programs write them; these are left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(Int.self, forKey: .id)
        category = try values.decode(Int.self, forKey: .category)
        isCrowd = try values.decodeIfPresent(YesOrNo.self, forKey: .isCrowd)
        area = try? values.decodeIfPresent(Int.self, forKey: .area)
        box = try? values.decodeIfPresent([Int].self, forKey: .box)
    }
}
